"""Reads go to a replica as far as it has come; writers read their own writes, whoever answers."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.db.engines import owner_engine
from app.main import create_app
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from bench.nodes import Node, nodes, reading_from, settings_of
from tests.folders import write_folder
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.scene import Row, Scene
from tests.writes.conftest import claim

WORKERS = 2
SCOPES = [Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW, Scope.ADMIN]


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Node, Node]]:
    """A primary and its standby."""
    with tempfile.TemporaryDirectory(prefix="nodes-") as folder, nodes(Path(folder)) as pair:
        yield pair


@pytest.fixture(scope="module")
def replicated(
    pair: tuple[Node, Node], tmp_path_factory: pytest.TempPathFactory, report: list[Row]
) -> Iterator[Scene]:
    """A service that reads from the standby and writes to the primary."""
    primary, standby = pair
    settings = settings_of(primary)
    environment = {"FRONTLINE_READ_DATABASE_URL": reading_from(standby)}
    folder, database = tmp_path_factory.mktemp("theatres"), cast("Database", None)
    with serving(settings, WORKERS, environment) as (port, supervisor):
        yield Scene(settings, database, port, supervisor, folder, report)


class Reader(NamedTuple):
    """A service in this process, on a theatre, and which of its databases was asked, in order."""

    client: TestClient
    path: str
    key: str
    asked: list[str]

    def get(self, path: str = "/status", **headers: str) -> Any:
        return self.client.get(f"{self.path}{path}", headers=headers)

    def post(self, path: str, body: object) -> Any:
        bearer = {"Authorization": f"Bearer {self.key}"}
        return self.client.post(f"{self.path}{path}", json=body, headers=bearer)

    def states(self) -> tuple[str, ...]:
        ready = self.client.get("/readyz").json()
        # for a moment, a primary that has just died makes it a 503
        return ready.get("primary", "unknown"), *ready.get("replicas", ())

    def wait_for(self, *states: str) -> None:
        until = time.monotonic() + 10
        while self.states() != states:
            assert time.monotonic() < until, self.states()
            time.sleep(0.02)


@contextmanager
def reader(primary: Node, standby: Node, folder: Path) -> Iterator[Reader]:
    """Serve a new theatre in this process."""
    settings = settings_of(primary).model_copy(
        update={"read_database_url": SecretStr(reading_from(standby))}
    )
    theatre = write_folder(folder / "theatre")
    load(owner_engine(settings), folder / "theatre")
    with owner_engine(settings).begin() as connection:
        key = create_key(connection, theatre, SCOPES)
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        asked: list[str] = []
        databases = app.state.databases
        for name, engine in (
            ("primary", databases.primary.engine),
            ("replica", databases.replicas[0].engine),
        ):
            _note(engine, name, asked)
        found = Reader(client, f"/v1/theatres/{theatre}", key, asked)
        found.wait_for("ready", "ready")
        asked.clear()
        yield found


def _note(engine: Engine, name: str, asked: list[str]) -> None:
    event.listen(engine, "before_cursor_execute", lambda *_: asked.append(name))


def test_reads_go_to_the_replica_and_keys_to_the_primary(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    with reader(*pair, tmp_path) as service:
        for path in ("", "/status", "/claims", "/changes", "/export", "/districts/D11"):
            assert service.get(path).status_code == 200, path
        assert set(service.asked) == {"replica"}
        service.asked.clear()
        bearer = {"Authorization": f"Bearer {service.key}"}
        assert service.client.get("/v1/keys", headers=bearer).status_code == 200
        assert set(service.asked) == {"primary"}


def test_a_replica_that_lags_is_passed_over_until_it_is_there(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    primary, standby = pair
    with reader(primary, standby, tmp_path) as service:
        before = service.get()
        standby.ask("SELECT pg_wal_replay_pause()")
        try:
            posted = service.post("/claims", claim(standing="confirmed", speaker="Someone")).json()
            service.asked.clear()
            after = service.get()
            assert after.json()["revision"] == posted["revision"] > before.json()["revision"]
            assert set(service.asked) == {"primary"}
            assert service.states() == ("ready", "behind")
            own = service.get("/claims", **{"Min-Revision": str(posted["revision"])})
            assert own.json()["items"][0]["id"] == posted["revision"]
            assert service.get("").json()["revision"] == posted["revision"]
            pinned = f"/claims?revision={posted['revision']}"
            assert "Someone" in service.get(pinned).text
            body = {"fields": ["speaker"], "reason": "it endangers them"}
            blank = service.post(f"/claims/{posted['revision']}/redactions", body)
            assert blank.status_code == 201
            assert "Someone" not in service.get(pinned).text
        finally:
            standby.ask("SELECT pg_wal_replay_resume()")
        service.wait_for("ready", "ready")
        service.asked.clear()
        assert "Someone" not in service.get(f"{pinned}&limit=1").text
        assert service.get("/status?policy=any").json()["revision"] == blank.json()["revision"]
        assert set(service.asked) == {"replica"}


def test_without_the_primary_reads_go_on_and_say_what_they_can(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    primary, standby = pair
    past = "/status?at=2020-02-21&known_at=2022-01-01"
    with reader(primary, standby, tmp_path) as service:
        head = service.get().json()["revision"]
        assert "immutable" in service.get(past).headers["Cache-Control"]
        primary.kill()
        try:
            service.wait_for("away", "ready")
            for path in ("/status", "/claims?limit=1", "", "/export"):
                found = service.get(path)
                assert (found.status_code, found.headers.get("Age")) == (200, None), path
            unsettled = service.get(f"{past}&policy=any")
            assert "max-age=0" in unsettled.headers["Cache-Control"]
            pinned = service.get(f"/aggregates?at=2020-02-21&revision={head}")
            assert "immutable" in pinned.headers["Cache-Control"]
            refused = [
                service.post("/claims", claim()),
                service.get("/aggregates", **{"Min-Revision": str(head + 1)}),
            ]
            for answer in refused:
                assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        finally:
            primary.start()
        service.wait_for("ready", "ready")
        assert service.post("/claims", claim()).status_code == 201


def test_a_replica_under_load(replicated: Scene, pair: tuple[Node, Node]) -> None:
    asked = "SELECT sum(numbackends) FROM pg_stat_database WHERE datname = current_database()"
    seen: list[int] = []

    def look() -> None:
        time.sleep(2)
        seen.append(pair[1].ask(asked))

    log = replicated.torture("none, reads from a replica", look)
    assert set(log.statuses) == {"200", "201"}
    assert seen[0] > WORKERS  # beside those that ask for the heads


def test_a_replica_that_lags_under_load(replicated: Scene, pair: tuple[Node, Node]) -> None:
    def lag() -> None:
        pair[1].ask("SELECT pg_wal_replay_pause()")
        time.sleep(4)
        pair[1].ask("SELECT pg_wal_replay_resume()")

    log = replicated.torture("a replica does not replay for 4 s", lag)
    assert set(log.statuses) == {"200", "201"}


def test_a_replica_is_killed_under_load(replicated: Scene, pair: tuple[Node, Node]) -> None:
    def kill() -> None:
        pair[1].kill()
        time.sleep(3)
        pair[1].start()

    log = replicated.torture("SIGKILL of a replica, started after 3 s", kill)
    assert log.longest_silence("reads") < 2


def test_a_replica_is_frozen_under_load(replicated: Scene, pair: tuple[Node, Node]) -> None:
    def freeze() -> None:
        pair[1].signal_all(signal.SIGSTOP)
        time.sleep(6)
        pair[1].signal_all(signal.SIGCONT)

    replicated.torture("SIGSTOP of a replica, 6 s", freeze)
