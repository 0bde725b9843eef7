"""nginx stands before the service: it asks once for many, and shows nothing older than told."""

import http.client
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from app.db.engines import owner_engine
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from bench.beside import nginx
from tests.folders import write_folder
from tests.polling.feed import serving
from tests.torture.asking import Answer, Asking
from tests.writes.conftest import claim

MANY = 100
HOLDS_S = 5
"""`s-maxage` of what is polled."""


class Line(NamedTuple):
    """A line of nginx's log: a request, and what the service answered, if it was asked (`-`)."""

    method: str
    path: str
    status: str
    cache: str
    upstream: str


class Front(NamedTuple):
    """A theatre behind nginx."""

    port: int
    service: int
    path: str
    key: str
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        with Asking(self.port) as client:
            return client.ask(f"{self.path}{path}", headers)

    def post(self, n: int) -> int:
        body = claim(report={"url": f"https://example.org/{n}"}, standing="confirmed")
        with Asking(self.port) as client:
            bearer = {"Authorization": f"Bearer {self.key}"}
            answer = client.ask(f"{self.path}/claims", bearer, body)
            revision: int = answer.json()["revision"]
            return revision

    def lines(self, path: str) -> list[Line]:
        """Read what was asked for at a path, each of which nginx writes down when it is sent."""
        time.sleep(0.2)
        lines = [Line(*line.split(maxsplit=4)) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line.path == f"{self.path}{path}"]

    def asked(self, path: str) -> int:
        """Count how often the service was asked for a path."""
        return sum(line.upstream != "-" for line in self.lines(path))


@pytest.fixture(scope="module")
def proxied(torture_settings: Settings) -> Iterator[tuple[int, int, Path]]:
    """A service behind nginx: both ports, and the log."""
    with (
        tempfile.TemporaryDirectory(prefix="nginx-") as folder,
        serving(torture_settings, 2) as (service, _),
        nginx(Path(folder), service) as front,
    ):
        yield front.port, service, Path(folder) / "access.log"


@pytest.fixture
def front(proxied: tuple[int, int, Path], torture_settings: Settings, tmp_path: Path) -> Front:
    """A theatre of its own for each test."""
    return _front(proxied, torture_settings, tmp_path)


def _front(proxied: tuple[int, int, Path], settings: Settings, folder: Path) -> Front:
    theatre = write_folder(folder / "theatre")
    engine = owner_engine(settings)
    load(engine, folder / "theatre")
    with engine.begin() as connection:
        key = create_key(connection, theatre, [Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW])
    port, service, log = proxied
    found = Front(port, service, f"/v1/theatres/{theatre}", key, log)
    with Asking(service) as client:
        assert client.ask(found.path, {"Min-Revision": "1"}).status == 200
    return found


def test_of_many_who_ask_at_once_one_is_sent_on(front: Front) -> None:
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda _: front.get("/status"), range(MANY)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert (len(front.lines("/status")), front.asked("/status")) == (MANY, 1)


def test_a_poll_of_what_has_not_changed_is_a_304_without_the_service(front: Front) -> None:
    tag = front.get("/aggregates").headers["etag"]
    polls = [front.get("/aggregates", **{"If-None-Match": tag}) for _ in range(10)]
    assert {(poll.status, poll.body) for poll in polls} == {(304, b"")}
    assert front.asked("/aggregates") == 1
    time.sleep(HOLDS_S + 1)
    late = [front.get("/aggregates", **{"If-None-Match": tag}) for _ in range(10)]
    assert {poll.status for poll in late} == {304}
    assert [line.upstream for line in front.lines("/aggregates")].count("304") == 1


def test_what_is_written_shows_after_the_time_that_was_told(front: Front) -> None:
    before = front.get("/status").json()["revision"]
    written = front.post(1)
    began = time.monotonic()
    assert front.get("/status").json()["revision"] == before
    own = front.get("/status", **{"Min-Revision": str(written)})
    assert own.json()["revision"] == written > before
    while front.get("/status").json()["revision"] < written:
        assert time.monotonic() - began < HOLDS_S + 2
        time.sleep(0.1)


def test_each_variant_is_held_for_its_own(front: Front) -> None:
    for coding in ("identity", "gzip", "br", "zstd"):
        for _ in range(3):
            answer = front.get("/claims", **{"Accept-Encoding": coding})
            assert answer.headers.get("content-encoding", "identity") == coding
    for accept, sent in (("text/csv", "text/csv"), ("application/json", "application/json")):
        for _ in range(3):
            assert front.get("/status", Accept=accept).headers["content-type"].startswith(sent)
    assert (front.asked("/claims"), front.asked("/status")) == (4, 2)


def test_what_holds_for_ever_is_asked_for_once(front: Front) -> None:
    head = front.get("").json()["revision"]
    pinned = f"/status?at=2020-02-21&revision={head}"
    front.get(pinned)
    time.sleep(HOLDS_S + 1)
    answer = front.get(pinned)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["cache-status"] == "nginx; detail=HIT"


def test_what_was_asked_with_a_key_is_not_held(front: Front) -> None:
    bearer = {"Authorization": f"Bearer {front.key}"}
    for _ in range(3):
        assert front.get("/sources", **bearer).status == 200
    front.get("/sources")
    assert front.asked("/sources") == 4


def test_events_come_as_they_are_recorded(front: Front) -> None:
    head = front.get("").json()["revision"]
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request("GET", f"{front.path}/changes/stream?after={head}")
    stream = connection.getresponse()
    assert (stream.status, stream.readline()) == (200, b"retry: 2000\n")
    for n in range(3):
        written = front.post(n)
        began = time.monotonic()
        while not (line := stream.readline()).startswith(b"id: "):
            assert line
        assert int(line[4:]) == written
        assert time.monotonic() - began < 2
    connection.close()


def test_without_the_service_what_was_told_goes_on_and_is_marked(
    torture_settings: Settings, tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        with serving(torture_settings, 1) as (service, _):
            around = nginx(Path(folder), service)
            port = around.__enter__().port
            log = Path(folder) / "access.log"
            front = _front((port, service, log), torture_settings, tmp_path)
            fresh = front.get("/status")
        try:
            time.sleep(HOLDS_S + 1)
            stale = front.get("/status")
            assert (stale.status, stale.body) == (200, fresh.body)
            assert stale.headers["cache-status"] in {
                "nginx; detail=STALE",
                "nginx; detail=UPDATING",
            }
            assert front.get("/claims").status == 502
            newer = front.get("/status", **{"Min-Revision": "1000"})
            assert newer.status == 502
        finally:
            around.__exit__(None, None, None)
