"""A transition is told where a period begins, and a district's changes add up to its summary."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get, Small


def dated(get: Get, first: str, last: str) -> list[tuple[str, str]]:
    items = get(f"/transitions?from={first}&to={last}&province=Badghis")["items"]
    return [(item["code"], item["at"]["latest"]) for item in items]


def test_the_window_begins_after_its_first_day_and_holds_its_last(get: Get) -> None:
    on_the_day = dated(get, "2021-07-06", "2021-07-07")
    assert {day for _, day in on_the_day} == {"2021-07-07"}
    assert ("AF3101", "2021-07-07") in on_the_day
    assert dated(get, "2021-07-05", "2021-07-06") == []
    assert not set(dated(get, "2021-07-07", "2021-07-31")) & set(on_the_day)


def test_none_is_later_than_the_day_of_the_view(get: Get) -> None:
    """In Badghis nothing changed on the day before; on the day and the day after much did."""
    for at, days in (("06", set()), ("07", {"07"}), ("08", {"07", "08"})):
        query = "from=2021-07-01&policy=any&province=Badghis"
        found = get(f"/transitions?{query}&at=2021-07-{at}")
        assert {item["at"]["latest"] for item in found["items"]} == {f"2021-07-{d}" for d in days}
        assert found["items"] == get(f"/transitions?{query}&to=2021-07-{at}")["items"]
        assert found["at"]["from"] <= f"2021-07-{at}" <= found["at"]["to"]


def test_transitions_are_where_the_periods_of_the_history_begin(get: Get) -> None:
    found = get("/transitions?policy=any&limit=1000")
    assert found["next"] is None
    for code in ("AF3101", "AF3105", "AF1501"):
        periods = get(f"/districts/{code}/history?policy=any")["periods"]
        told = [item for item in found["items"] if item["code"] == code]
        assert [item["to_status"] for item in told] == [p["status"] for p in periods]
        assert [item["claim"] for item in told] == [p["claims"][0] for p in periods]
        before = ["not_assessed", *(p["status"] for p in periods)]
        assert [item["from_status"] for item in told] == before[: len(told)]


def test_filters_leave_what_they_name(get: Get) -> None:
    everything = get("/transitions?limit=1000")["items"]
    filters: dict[str, Callable[[Any], bool]] = {
        "to_status=government": lambda item: item["to_status"] == "government",
        "from_status=not_assessed": lambda item: item["from_status"] == "not_assessed",
        "from_status=taliban&to_status=contested": lambda item: (
            (item["from_status"], item["to_status"]) == ("taliban", "contested")
        ),
        "province=Kunduz": lambda item: item["province_name"] == "Kunduz",
    }
    for query, wanted in filters.items():
        left = get(f"/transitions?limit=1000&{query}")["items"]
        assert left == [item for item in everything if wanted(item)]
        assert 0 < len(left) < len(everything)


@pytest.mark.parametrize("policy", ["confirmed", "majority"])
def test_the_summary_counts_the_transitions_of_each_district(get: Get, policy: str) -> None:
    window = f"from=2021-06-30&to=2021-08-31&limit=1000&policy={policy}"
    items = sorted(get(f"/transitions?{window}")["items"], key=lambda item: item["code"])
    summary = get(f"/transitions?{window}&summary=district")
    told = {item["code"]: item for item in summary["items"]}
    assert summary["total"] == len(told)
    counts = [(item["changed_hands"], item["transitions"]) for item in summary["items"]]
    assert counts == sorted(counts, reverse=True)
    for code, found in groupby(items, lambda item: item["code"]):
        listed, district = list(found), told.pop(code)
        assert district["transitions"] == len(listed)
        assert district["statuses"][0] == listed[0]["from_status"]
        assert district["statuses"][1:] == [item["to_status"] for item in listed]
        days = [item["at"]["latest"] for item in listed]
        assert (district["first"], district["last"]) == (days[0], days[-1])
    assert told == {}


def test_a_district_that_was_lost_and_retaken_changed_hands_twice(get: Get) -> None:
    items = get("/transitions?to=2021-07-31&summary=district&limit=1000")["items"]
    often = [item for item in items if item["changed_hands"] > 1]
    assert often
    for item in often:
        held = [s for s in item["statuses"] if s in {"government", "taliban"}]
        assert len(list(groupby(held))) == item["changed_hands"] + 1


def test_the_past_has_the_transitions_that_were_known(client: TestClient, small: Small) -> None:
    def known(revision: int) -> list[tuple[str, str]]:
        path = f"{small.path}/transitions?revision={revision}&policy=any"
        return [(i["code"], i["to_status"]) for i in client.get(path).json()["items"]]

    rejected = small.review(5, "rejected")
    assert ("D11", "fought") in known(rejected - 1)
    assert ("D11", "fought") not in known(rejected)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=2021-07-02&to=2021-07-01", "to"),
        ("to=2999-01-01", "to"),
        ("to_status=lost", "to_status"),
        ("from_status=lost", "from_status"),
        ("province=Atlantis", "province"),
        ("summary=province", "summary"),
        ("summary=district&to_status=taliban", "to_status"),
        ("cursor=WyJhIiwxXQ", "cursor"),
        ("summary=district&cursor=WzEsImEiXQ", "cursor"),
    ],
)
def test_what_can_not_be_read_is_refused(client: TestClient, query: str, parameter: str) -> None:
    response = client.get(f"{AF}/transitions?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter
