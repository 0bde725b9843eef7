"""The primary dies under load, its standby takes over: no acknowledged write is lost."""

import tempfile
import time
from pathlib import Path
from typing import cast

from bench.nodes import STANDBY, WRITABLE, nodes, reading_from, settings_of
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.scene import Row, Scene

WORKERS = 2
SYNCHRONOUS = {"synchronous_standby_names": STANDBY, "synchronous_commit": "on"}
NOTICED_AFTER_S = 1.0


def test_a_standby_takes_over(tmp_path: Path, report: list[Row]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="nodes-") as folder,
        nodes(Path(folder), **SYNCHRONOUS) as (primary, standby),
    ):
        settings = settings_of(primary, standby, wanted=WRITABLE)
        replicas = reading_from(primary, standby, wanted=STANDBY)
        environment = {"FRONTLINE_READ_DATABASE_URL": replicas}

        without: list[float] = []

        def fail_over() -> None:
            primary.kill()
            without.append(time.monotonic())
            time.sleep(NOTICED_AFTER_S)
            without.append(time.monotonic())
            standby.promote()

        with serving(settings, WORKERS, environment) as (port, supervisor):
            database = cast("Database", None)
            scene = Scene(settings, database, port, supervisor, tmp_path, report)
            log = scene.torture("the primary dies, its standby takes over after 1 s", fail_over)
        killed, promoted = without
        assert any(killed + 0.2 < answered < promoted for answered in log.good["reads"])
        assert standby.ask("SELECT NOT pg_is_in_recovery()")
