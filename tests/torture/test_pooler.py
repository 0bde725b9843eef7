"""PgBouncer in transaction mode stands between the service and its database."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from app.cli.serve import _check_database
from app.db.provision import SERVICE
from app.settings import Settings, SettingsError
from bench.beside import pgbouncer
from bench.nodes import DATABASE, PASSWORDS, Node, free_port, settings_of
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.scene import Row, Scene

WORKERS = 2
PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"


def of_all_sessions() -> list[str]:
    """Read what the page has the owner run: the settings that a pooler does not pass on."""
    lines = PAGE.read_text("utf-8").splitlines()
    told = [line for line in lines if line.startswith("ALTER DATABASE frontline SET ")]
    assert told
    return [line.replace(" frontline ", f" {DATABASE} ") for line in told]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """A server whose own time is not UTC."""
    with tempfile.TemporaryDirectory(prefix="nodes-") as folder:
        Path(folder).chmod(0o755)
        node = Node(Path(folder) / "primary", free_port())
        try:
            node.create(timezone="Asia/Kabul")
            yield node
        finally:
            node.stop()


@contextmanager
def pooled(node: Node) -> Iterator[Settings]:
    """Run PgBouncer, and give the settings of a service behind it."""
    with (
        tempfile.TemporaryDirectory(prefix="pgbouncer-") as folder,
        pgbouncer(Path(folder), node, DATABASE, {SERVICE: PASSWORDS.service}) as pooler,
    ):
        through = settings_of(pooler).database_url
        yield settings_of(node).model_copy(update={"database_url": through})


def test_a_session_that_counts_days_elsewhere_is_refused(node: Node) -> None:
    refused = pytest.raises(SettingsError, match="SET timezone = 'UTC'")
    with pooled(node) as settings, refused:
        _check_database(settings)


def test_a_ledger_is_kept_through_it(node: Node, tmp_path: Path, report: list[Row]) -> None:
    for statement in of_all_sessions():
        node.ask(statement)
    with pooled(node) as settings, serving(settings, WORKERS) as (port, supervisor):
        scene = Scene(settings, cast("Database", None), port, supervisor, tmp_path, report)
        log = scene.torture("none, through PgBouncer", lambda: time.sleep(3))
        assert set(log.statuses) == {"200", "201"}
        servers = node.ask(f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{SERVICE}'")
        assert 1 <= servers <= 6
