"""What was asked before costs the database nothing, and is never older than the ledger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.main import create_app
from tests.writes.conftest import Answer, Serve, Service, claim

PATHS = [
    "",
    "/status",
    "/status?f=geojson",
    "/status?f=csv&hxl=true",
    "/aggregates",
    "/aggregates?by=province",
    "/provinces",
    "/districts/D12",
    "/districts/D12/history",
    "/claims?limit=2",
    "/transitions?limit=2",
    "/diff?revision_from=5",
    "/diff?revision_from=2&revision_to=5",
    "/status?at=2020-02-20",
    "/status?revision=5",
    "/aggregates?known_at=2020-02-20",
    "/aggregates?at=2020-03-01&known_at=2020-03-04T12:00:00Z",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_second_reader_costs_no_statement(
    service: Service, statements: list[str], path: str
) -> None:
    first = service.get(path)
    asked = len(statements)
    second = service.get(path)
    unchanged = service.get(path, **{"If-None-Match": first.headers["ETag"]})
    head = service.client.head(f"{service.path}{path}")
    assert first.status_code == 200
    assert len(statements) == asked <= (5 if "/diff" in path else 3)
    assert second.content == first.content
    assert _lasting(second) == _lasting(first)
    assert first.headers["Vary"] == "Accept, Accept-Encoding, Min-Revision"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == first.headers["Content-Length"]


def _lasting(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def test_a_day_in_any_spelling_is_one_question(service: Service, statements: list[str]) -> None:
    first = service.get("/status?at=2020-02-21")
    assert first.json()["at"] == {"from": "2020-02-20", "to": "2020-02-29"}
    asked = len(statements)
    for same in ("2020-02-20", "2020-02-29T23:59:59Z", "2020-02-21T02:00:00%2B02:00"):
        assert service.get(f"/status?at={same}").content == first.content
    assert len(statements) == asked
    for other in ("2020-02-19", "2020-03-01", "2020-02-20T01:00:00%2B02:00"):
        assert service.get(f"/status?at={other}").content != first.content


def test_a_day_that_is_written_encoded_is_read_each_time(service: Service) -> None:
    latest = service.get("/status?at=2026-01-01")  # of the last stretch of days
    for _ in range(3):
        encoded = service.get("/status?at=2020-02-21T12%3A00%3A00Z")
        assert encoded.json()["at"] == {"from": "2020-02-20", "to": "2020-02-29"}
        assert service.get("/status?at=2026-01-01").content == latest.content


@pytest.mark.parametrize("digits", ["9" * 5000, "1" * 19])
def test_a_number_of_any_length_is_refused_as_others_are(service: Service, digits: str) -> None:
    for _ in range(2):
        assert service.get(f"/status?revision={digits}").status_code == 400
        assert service.get("/status", **{"Min-Revision": digits}).status_code == 400


def test_what_is_remembered_of_requests_is_bounded(service: Service) -> None:
    path = service.client.app.front  # type: ignore[attr-defined]
    service.get("/status")
    before = len(path._spellings)
    for name in ("a" * 5000, "b" * 5000):
        assert service.get("/status", **{name: "1"}).status_code == 200
        assert service.client.get(f"{service.path}/status?f={name}").status_code == 400
    assert len(path._spellings) == before


def test_what_turns_stale_is_held_for_its_own_days(service: Service, statements: list[str]) -> None:
    """The claim on D11 is of 5 January, that on the rest of its province of 20 February."""

    def stale(*days: str) -> list[list[str]]:
        asked = (service.get(f"/status?at={day}&stale_after=10").json() for day in days)
        return [[item["code"] for item in answer["items"]] for answer in asked]

    told = [[], ["D11"], ["D11"], ["D11", "D12", "D13"]]
    assert stale("2020-01-15", "2020-01-16", "2020-03-01", "2020-03-02") == told
    asked = len(statements)
    assert stale("2020-01-14", "2020-01-31", "2020-03-01", "2020-04-01") == told
    assert len(statements) == asked


@pytest.mark.parametrize(
    "query", ["x=1", "at=1", "at=2020-01-01&at=2020-01-02", "at=2199-01-01", "known_at=2199-01-01"]
)
def test_what_is_refused_stays_refused(service: Service, query: str) -> None:
    service.get("/status")
    service.get("/status?at=2020-01-02")
    for _ in range(2):
        assert service.get(f"/status?{query}").status_code == 400


def test_a_collection_is_polled_like_its_items(service: Service, statements: list[str]) -> None:
    address = f"/ogc/collections/{service.path.rpartition('/')[2]}-districts"
    first = service.client.get(address)
    asked = len(statements)
    polled = service.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, polled.status_code) == (200, 304)
    assert len(statements) == asked


def test_each_coding_has_an_answer_of_its_own(service: Service) -> None:
    tags = set()
    for coding in ("identity", "gzip", "br", "zstd"):
        for _ in range(2):
            answer = service.get("/claims", **{"Accept-Encoding": coding})
            assert answer.headers.get("Content-Encoding", "identity") == coding
            tags.add(answer.headers["ETag"])
    assert len(tags) == 4


def test_a_write_is_seen_at_once_and_the_past_stays(
    service: Service, statements: list[str]
) -> None:
    pinned = f"/status?revision={service.head()}"
    before, past = service.get("/status"), service.get(pinned)
    written = service.post("/claims", claim(standing="confirmed")).json()["revision"]
    after = service.get("/status")
    assert (after.json()["revision"], before.json()["revision"]) == (written, written - 1)
    asked = len(statements)
    assert service.get(pinned).content == past.content
    assert service.get("/status").content == after.content
    assert len(statements) == asked


def test_a_reader_who_needs_a_later_revision_waits_for_it(service: Service) -> None:
    head = service.head()
    assert service.get("/status", **{"Min-Revision": str(head)}).status_code == 200
    late = service.get("/status", **{"Min-Revision": str(head + 1)})
    assert (late.status_code, late.headers["Retry-After"]) == (503, "2")
    assert service.get("/status", **{"Min-Revision": "soon"}).status_code == 400


def test_of_many_who_ask_at_once_one_is_computed_for(
    service: Service, statements: list[str]
) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: service.get("/status?at=2020-02-25"), range(60)))
    assert len({answer.content for answer in answers}) == 1
    assert len(statements) <= 2


def test_a_key_does_not_get_what_is_held_for_all(service: Service, statements: list[str]) -> None:
    service.get("/status")
    asked = len(statements)
    service.get("/status", Authorization=f"Bearer {service.keys['admin']}")
    assert len(statements) > asked


def test_an_answer_in_the_making_does_not_outlive_a_redaction(service: Service) -> None:
    posted = service.post("/claims", claim(speaker="Someone")).json()["claims"][0]["id"]
    pinned, read, redacted = f"/claims?revision={posted}", Event(), Event()

    def linger(_: object, __: object, statement: str, *___: object) -> None:
        if "redactable_texts" in statement and not read.is_set():
            read.set()
            assert redacted.wait(10)

    reads = service.client.app.state.databases.primary.engine  # type: ignore[attr-defined]
    event.listen(reads, "after_cursor_execute", linger)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(service.get, pinned)
        assert read.wait(10)
        body = {"fields": ["speaker"], "reason": "it endangers them"}
        assert service.post(f"/claims/{posted}/redactions", body, key="admin").status_code == 201
        assert "Someone" not in service.get(pinned).text
        redacted.set()
        assert "Someone" in late.result().text
    event.remove(reads, "after_cursor_execute", linger)
    assert "Someone" not in service.get(pinned).text


def test_a_write_to_one_theatre_leaves_what_is_held_of_another(
    serve: Serve, statements: list[str]
) -> None:
    one, other = serve(), serve()
    before = other.get("/status")
    one.post("/claims", claim(standing="confirmed"))
    assert one.get("/status").json()["revision"] == one.head()
    asked = len(statements)
    assert other.get("/status").content == before.content
    assert len(statements) == asked


def test_a_worker_that_begins_anew_gives_the_same_bytes(service: Service) -> None:
    with TestClient(create_app(service.settings)) as another:
        for path in PATHS:
            first, second = service.get(path), another.get(f"{service.path}{path}")
            assert second.content == first.content
            assert _lasting(second) == _lasting(first)


def test_the_present_instant_is_a_day_like_any_other(
    service: Service, statements: list[str]
) -> None:
    def ask() -> Answer:
        return service.get(f"/aggregates?at={datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}")

    first = ask()
    asked = len(statements)
    assert [ask().content for _ in range(3)] == [first.content] * 3
    assert len(statements) == asked
