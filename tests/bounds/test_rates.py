"""Limits by address and by key: told in the IETF's fields, and never for what is held ready."""

import re

import pytest
from starlette.testclient import TestClient

from app.api.rates import MOST_KNOWN, WINDOW_S, Limit
from tests.writes.conftest import Answer, Serve, Service

QUOTA = 3


def source(number: int) -> dict[str, object]:
    return {"id": f"s{number}", "name": f"Source {number}", "kind": "media"}


def remaining(answer: Answer, name: str) -> int:
    """Read what is left of a limit; the fields are structured lists (RFC 9651)."""
    policy, field = answer.headers["ratelimit-policy"], answer.headers["ratelimit"]
    assert f'"{name}";q={QUOTA};w={WINDOW_S}' in policy.split(", ")
    found = re.search(rf'"{name}";r=(\d+);t=(\d+)', field)
    assert found is not None
    assert 0 < int(found[2]) <= WINDOW_S
    return int(found[1])


def refused(answer: Answer) -> bool:
    if answer.status_code != 429:
        return False
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Too Many Requests"
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_S
    return True


def test_nobody_is_limited_by_default(service: Service) -> None:
    answers = [service.post("/sources", source(n)) for n in range(5)]
    assert [each.status_code for each in answers] == [201] * 5
    assert not any("ratelimit" in each.headers for each in answers)


def test_a_key_is_limited_and_another_is_not(serve: Serve) -> None:
    service = serve(rate_per_key=QUOTA)
    answers = [service.post("/sources", source(n)) for n in range(QUOTA + 2)]
    assert [remaining(each, "key") for each in answers] == [2, 1, 0, 0, 0]
    assert [refused(each) for each in answers] == [False] * QUOTA + [True] * 2
    assert service.post("/sources", source(9), "analyst").status_code == 201
    assert service.get("/sources").json()["total"] == QUOTA + 1 + 2  # the theatre's own two


def test_an_address_is_limited_and_another_is_not(serve: Serve) -> None:
    service = serve(rate_per_address=QUOTA)
    app = service.client.app
    first, second = (TestClient(app, client=(host, 1)) for host in ("10.0.0.1", "10.0.0.2"))
    answers = [first.get("/metrics") for _ in range(QUOTA + 1)]
    assert [remaining(each, "address") for each in answers] == [2, 1, 0, 0]
    assert [refused(each) for each in answers] == [False] * QUOTA + [True]
    assert second.get("/metrics").status_code == 200
    assert first.get("/readyz").status_code == 200


def test_of_ipv6_a_network_is_limited(serve: Serve) -> None:
    app = serve(rate_per_address=QUOTA).client.app
    hosts = [f"2001:db8::{n}" for n in range(QUOTA + 1)] + ["2001:db8:0:1::1"]
    answers = [TestClient(app, client=(host, 1)).get("/metrics") for host in hosts]
    assert [refused(each) for each in answers] == [False] * QUOTA + [True, False]


def test_what_is_held_ready_is_not_counted(serve: Serve) -> None:
    service = serve(rate_per_address=QUOTA)
    client = TestClient(service.client.app, client=("10.0.0.3", 1))
    answers = [client.get(f"{service.path}/aggregates") for _ in range(10 * QUOTA)]
    assert {each.status_code for each in answers} == {200}
    assert not any("ratelimit" in each.headers for each in answers)
    assert remaining(client.get("/metrics"), "address") == QUOTA - 2


@pytest.mark.parametrize("later", [WINDOW_S, 10 * WINDOW_S])
def test_a_window_ends(later: int) -> None:
    now = 0.0
    limit = Limit("key", 1, lambda: now)
    assert [limit.take("a").left, limit.take("a").left, limit.take("b").left] == [0, -1, 0]
    now = WINDOW_S - 1
    assert (limit.take("a").left, limit.take("a").reset_s) == (-1, 1)
    now = later
    assert limit.take("a").left == 0


def test_no_more_are_known_than_may() -> None:
    limit = Limit("address", 1, lambda: 0.0)
    for n in range(2 * MOST_KNOWN):
        limit.take(str(n))
    assert len(limit._windows) <= MOST_KNOWN
