"""The Python client against a real service, over a network that fails."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from frontline_client import Claim, Frontline, Problem
from frontline_client.feed import Event, read_events

from clients.conftest import DAY, Service

EXAMPLES = Path(__file__).parents[1] / "examples"


def draft(name: str) -> Claim:
    report = {"url": f"https://example.org/{name}", "published_on": "2021-08-02"}
    return {
        "place": "AF3101",
        "status": "contested",
        "valid_from": "2021-08-01",
        "source": "aan",
        "report": report,
    }


class Failing(httpx.HTTPTransport):
    """A network on which the first answers are lost, after the service has done its work."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost
        self.keys: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        response = super().handle_request(request)
        if self.lost:
            self.lost -= 1
            response.read()
            response.close()
            raise httpx.ReadError("the line is dead")
        return response


class Cut(httpx.SyncByteStream):
    """An answer that breaks off after some bytes."""

    def __init__(self, inner: httpx.SyncByteStream, most: int) -> None:
        self.inner, self.most = inner, most

    def __iter__(self) -> Iterator[bytes]:
        for part in self.inner:
            yield part[: self.most]
            self.most -= len(part)
            if self.most <= 0:
                raise httpx.ReadError("the line is dead")

    def close(self) -> None:
        self.inner.close()


class Cutting(httpx.HTTPTransport):
    """A network on which no stream lasts; `resumed` are the events that each began after."""

    def __init__(self) -> None:
        super().__init__()
        self.resumed: list[int] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        self.resumed.append(int(request.headers["Last-Event-ID"]))
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = Cut(response.stream, 60_000)
        return response


@pytest.fixture
def frontline(service: Service) -> Iterator[Frontline]:
    with Frontline(service.address, key=service.key) as client:
        yield client


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that the client makes; they pass at once."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def test_it_reads(frontline: Frontline) -> None:
    items = frontline.status(at=DAY, province="Badghis", known_at="2021-07-08")
    assert {item["code"]: item["status"] for item in items}["AF3101"] == "contested"
    chosen = frontline.status(at=DAY, status=["contested", "government"])
    assert {item["status"] for item in chosen} == {"contested", "government"}
    periods = frontline.history("Qala-i-Naw", at=DAY)["periods"]
    assert periods[0]["from"] == DAY
    assert sum(bucket["count"] for bucket in frontline.aggregates(at=DAY)["buckets"]) == 421


def test_counts_become_frames(frontline: Frontline) -> None:
    whole = frontline.aggregates_frame(at=DAY, revision=1000)
    assert whole["count"].sum() == 421
    grouped = frontline.aggregates_frame(by="province", at=DAY, revision=1000)
    assert grouped["count"].groupby("status").sum().to_dict() == whole["count"].to_dict()
    series = frontline.series_frame("2021-07-01", "2021-07-31", revision=1000)
    assert series.shape == (31, 5)
    assert series.loc[DAY].to_dict() == whole["count"].to_dict()


def test_a_problem_tells_what_is_wrong(frontline: Frontline) -> None:
    with pytest.raises(Problem, match="Did you mean known_at") as raised:
        frontline.status(knownat=DAY)
    assert raised.value.status == 400
    assert raised.value.errors[0]["parameter"] == "knownat"
    with pytest.raises(Problem) as raised:
        frontline.post({"place": "nowhere"})
    assert raised.value.status == 422


def test_a_post_counts_once_though_its_answers_are_lost(
    service: Service, patient: list[float]
) -> None:
    network = Failing(lost=2)
    with Frontline(service.address, key=service.key, transport=network) as client:
        recorded = client.post(draft("lost"))
        (claim,) = recorded["claims"]
        found = client.get("/claims", source="aan", recorded_after="2024-01-01")["items"]
    assert recorded["replayed"]
    assert [each["id"] for each in found].count(claim["id"]) == 1
    assert sum(each["report"]["url"].endswith("/lost") for each in found) == 1
    assert len(set(network.keys[:3])) == 1
    assert len(patient) == 2


def test_a_writer_sees_its_own_write(frontline: Frontline) -> None:
    recorded = frontline.post(draft("own"))
    assert not recorded["replayed"]
    assert frontline.aggregates()["revision"] >= recorded["revision"]


def test_what_is_refused_is_not_sent_again(service: Service, patient: list[float]) -> None:
    with Frontline(service.address, key="fl_wrong") as client, pytest.raises(Problem) as raised:
        client.post(draft("refused"))
    assert (raised.value.status, patient) == (401, [])


@pytest.mark.parametrize("retries", [0, 3])
def test_it_waits_as_long_as_it_is_asked_to(patient: list[float], retries: int) -> None:
    busy = httpx.MockTransport(lambda _: httpx.Response(503, headers={"Retry-After": "2"}))
    client = Frontline("http://service.test", transport=busy, retries=retries)
    with client, pytest.raises(Problem) as raised:
        client.status()
    assert (raised.value.status, patient) == (503, [2.0] * retries)


def test_the_feed_resumes_where_it_broke(service: Service, patient: list[float]) -> None:
    network, seen = Cutting(), []
    with Frontline(service.address, transport=network) as client:
        for event in client.follow(after=3):
            seen.append(event.revision)
            if event.revision == 1000:
                break
    assert seen == list(range(4, 1001))
    assert len(network.resumed) > 3
    assert network.resumed == sorted(network.resumed)
    assert len(patient) == len(network.resumed) - 1


def test_the_feed_outlasts_a_night_without_a_network(patient: list[float]) -> None:
    tries = 0

    def fail_all_night(_: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        if tries <= 2000:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, text="id: 7\nevent: claim\ndata: {}\n\n")

    network = httpx.MockTransport(fail_all_night)
    with Frontline("http://service.test", transport=network) as client:
        assert next(client.follow()) == Event(7, "claim", {})
    assert len(patient) == 2000
    assert max(patient) <= 10


def test_a_feed_that_is_not_there_is_a_problem(service: Service) -> None:
    with Frontline(service.address, "ZZ") as client, pytest.raises(Problem) as raised:
        next(client.follow())
    assert raised.value.status == 404


def test_events_are_read_as_the_standard_has_them() -> None:
    lines = [": beat", "", "id: 7", "event: claim", 'data: {"a":', "data: 1}", "", "id: 8"]
    assert list(read_events(lines)) == [Event(7, "claim", {"a": 1})]


@pytest.mark.parametrize(
    ("example", "arguments", "said"),
    [
        ("fallen_by_day", [], "not_assessed"),
        ("district", ["Qala-i-Naw"], f"{DAY} contested"),
        ("record", ["KEY"], "claim"),
    ],
)
def test_the_examples_work(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    example: str,
    arguments: list[str],
    said: str,
) -> None:
    given = [service.key if each == "KEY" else each for each in arguments]
    monkeypatch.setattr(sys, "argv", [example, service.address, *given])
    runpy.run_path(str(EXAMPLES / f"{example}.py"))
    assert said in capsys.readouterr().out
