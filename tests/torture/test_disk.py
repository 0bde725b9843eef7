"""The disk is full while clients write and read; all is well once there is room again."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.cli.database import secret
from app.db.cluster import Cluster
from app.settings import Settings
from tests.conftest import superuser_engine
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.scene import WORKERS, Row, Scene

ROOM = "384m"
FULL_S = 6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "torture", disk), check=True)
    try:
        yield disk
    finally:
        subprocess.run(("umount", "--lazy", disk), check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fill a disk to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    assert os.statvfs(disk).f_bfree == 0
    yield
    filler.unlink()


def test_the_disk_is_full(small_disk: Path, report: list[Row], tmp_path: Path) -> None:
    home = small_disk / "home"
    with (
        Cluster(home) as urls,
        serving(Settings(), WORKERS, {"FRONTLINE_HOME": str(home)}) as (port, supervisor),
    ):
        settings = Settings(owner_database_url=secret(urls.owner_url))
        scene = Scene(settings, Database(home), port, supervisor, tmp_path, report)
        admin = superuser_engine(home, urls.owner_url)

        def fill() -> None:
            with full(small_disk):
                time.sleep(FULL_S / 2)
                for _ in range(8):  # until there is no room for the log of writes, too
                    with suppress(OperationalError), admin.connect() as connection:
                        connection.exec_driver_sql("SELECT pg_switch_wal()")
                time.sleep(FULL_S / 2)

        log = scene.torture("disk full", fill)
        assert log.statuses["503"]
        said = (scene.database.data / "server.log").read_text()
        assert "could not extend file" in said
        assert "could not write to file" in said
