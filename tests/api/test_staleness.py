"""Old evidence is found by the day that is asked for, and no answer is held beyond its days."""

from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get


def codes(get: Get, query: str) -> set[str]:
    return {item["code"] for item in get(f"/status?{query}")["items"]}


@pytest.mark.parametrize("view", ["", "&policy=majority", "&known_at=2021-07-20"])
def test_stale_is_what_was_confirmed_more_days_before(get: Get, view: str) -> None:
    items = get(f"/status?at=2021-07-31{view}")["items"]
    old = {i["code"] for i in items if i["last_confirmed"] and i["last_confirmed"] < "2021-07-01"}
    assert codes(get, f"at=2021-07-31&stale_after=30{view}") == old
    assert 0 < len(old) < len(items)


def test_evidence_turns_stale_with_the_days(get: Get) -> None:
    """The day before, the day and the day after: the last claim on the district is of 7 July."""
    for day, stale in (("2021-07-16", False), ("2021-07-17", False), ("2021-07-18", True)):
        query = f"known_at=2021-07-08&policy=source:local-officials&at={day}&stale_after=10"
        assert ("AF3101" in codes(get, query)) is stale


def test_the_stretch_ends_where_other_evidence_turns_stale(get: Get) -> None:
    answer = get("/status?at=2021-09-20&stale_after=30")
    first, last = answer["at"]["from"], answer["at"]["to"]
    assert first <= "2021-09-20" <= last
    for same in (first, last):
        again = get(f"/status?at={same}&stale_after=30")
        assert (again["items"], again["at"]) == (answer["items"], answer["at"])
    after = date.fromisoformat(last) + timedelta(days=1)
    assert get(f"/status?at={after}&stale_after=30")["items"] != answer["items"]


def test_long_after_all_evidence_everything_is_stale_for_good(get: Get) -> None:
    answer = get("/status?at=2025-01-01&stale_after=400")
    assert len(answer["items"]) == 421
    assert answer["at"]["to"] is None


def test_what_nobody_assessed_rests_on_no_old_evidence(get: Get) -> None:
    assert codes(get, "at=2021-07-07&stale_after=0&status=not_assessed") == set()


def test_the_latest_is_measured_at_the_day_of_its_revision(get: Get) -> None:
    latest = get("/status?known_at=2021-07-08&stale_after=10")
    assert latest["at"] is None
    dated = get("/status?known_at=2021-07-08&at=2021-07-08&stale_after=10")
    assert latest["items"] == dated["items"]


@pytest.mark.parametrize("days", ["-1", "soon", "1.5", "", "100001"])
def test_a_number_of_days_is_wanted(client: TestClient, days: str) -> None:
    response = client.get(f"{AF}/status?stale_after={days}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "stale_after"
