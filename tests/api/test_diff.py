"""What differs between two views is what the status says of each, and it is explained."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get, Small

DIFFS = [
    ("known_from=2021-07-06&known_to=2021-07-08", "known_at=2021-07-06", "known_at=2021-07-08"),
    ("known_from=2021-07-20", "known_at=2021-07-20", ""),
    ("revision_from=500&revision_to=570&policy=any", "revision=500", "revision=570"),
    ("revision_from=900&set=afg-398", "revision=900", ""),
    ("policy_a=confirmed&policy_b=any", "policy=confirmed", "policy=any"),
    ("policy_a=majority&known_at=2021-08-20", "policy=majority", "policy=confirmed"),
    ("policy_a=source:lwj&policy_b=source:aan", "policy=source:lwj", "policy=source:aan"),
]

COUNTS = ("status", "count", "low", "high", "share", "districts")


def shared(query: str) -> str:
    """Keep the parameters that both views have in common."""
    kept = ("policy=", "set=", "known_at=")
    return "&".join(part for part in query.split("&") if part.startswith(kept))


@pytest.mark.parametrize("at", ["at=2021-07-06&", ""])
@pytest.mark.parametrize(("query", "one", "other"), DIFFS)
def test_it_holds_every_district_that_differs_as_the_status_has_it(
    get: Get, query: str, one: str, other: str, at: str
) -> None:
    found = get(f"/diff?{at}{query}")
    before, after = (
        {item["code"]: item for item in get(f"/status?{at}{shared(query)}&{side}")["items"]}
        for side in (one, other)
    )
    differing = {
        code
        for code, item in before.items()
        if any(item[name] != after[code][name] for name in item)
    }
    assert {item["code"] for item in found["items"]} == differing
    assert found["total"] == len(differing)
    for item in found["items"]:
        assert (item["before"], item["after"]) == (before[item["code"]], after[item["code"]])
        assert item["changed"]
        for name in item["before"]:
            assert (name in item["changed"]) == (item["before"][name] != item["after"][name])
    for side, view in (("before", one), ("after", other)):
        counted = get(f"/aggregates?{at}{shared(query)}&{view}")
        counts = found["buckets"][side]
        assert counts == [{name: bucket[name] for name in COUNTS} for bucket in counted["buckets"]]
        for name in ("policy", "revision", "known_at"):
            assert found["views"][side][name] == counted[name]


def test_between_moments_events_make_the_difference(get: Get) -> None:
    found = get("/diff?at=2021-07-06&known_from=2021-07-06&known_to=2021-07-08")
    assert found["items"]
    views = found["views"]
    for item in found["items"]:
        assert item["events"]
        for event in item["events"]:
            assert views["before"]["revision"] < event["revision"] <= views["after"]["revision"]
            (change,) = get(f"/changes?after={event['revision'] - 1}&limit=1")["items"]
            assert change["kind"] == event["kind"] == "claim"
            assert event["claim"] in item["claims"]
        assert {item["before"]["claim"], item["after"]["claim"]} <= {*item["claims"], None}


def test_between_policies_claims_make_it_and_nothing_happened(get: Get) -> None:
    found = get("/diff?at=2021-07-08&policy_a=confirmed&policy_b=any")
    (capital,) = [item for item in found["items"] if item["code"] == "AF3101"]
    assert (capital["before"]["status"], capital["after"]["status"]) == ("contested", "government")
    assert capital["after"]["claim"] in capital["claims"]
    for item in found["items"]:
        assert (bool(item["claims"]), item["events"]) == (True, [])
        alone = set(item["claims"]) - {item["before"]["claim"], item["after"]["claim"]}
        assert {get(f"/claims/{claim}")["standing"] for claim in alone} <= {"unconfirmed"}


def test_after_a_write_a_dashboard_fetches_what_moved(client: TestClient, small: Small) -> None:
    def diff(first: int, last: int | str = "") -> Any:
        to = f"&revision_to={last}" if last else ""
        return client.get(f"{small.path}/diff?revision_from={first}{to}").json()

    rejected = small.review(6, "rejected")
    again = small.review(6, "confirmed")
    lost = diff(rejected - 1, rejected)
    assert [(i["code"], i["after"]["status"]) for i in lost["items"]] == [
        ("D12", "not_assessed"),
        ("D13", "not_assessed"),
    ]
    review = {"revision": rejected, "kind": "review", "claim": 6}
    assert all((i["events"], i["claims"]) == ([review], [6]) for i in lost["items"])
    back = diff(rejected)
    assert (back["revision"], back["total"]) == (again, 2)
    assert diff(rejected - 1)["items"] == diff(again)["items"] == []


def test_two_claims_of_a_day_are_told_apart_by_their_revisions(get: Get) -> None:
    """Claims 552 and 555 are of one day and one report: on the province, and on its capital."""
    whole, capital = (
        get(f"/diff?at=2021-07-07&revision_from={r - 1}&revision_to={r}")["items"]
        for r in (552, 555)
    )
    assert {item["province"] for item in whole} == {"AF31"}
    assert "AF3101" not in {item["code"] for item in whole}
    assert [item["code"] for item in capital] == ["AF3101"]
    for day in ("2021-07-06", "2021-07-08"):
        found = get(f"/diff?at={day}&revision_from=554&revision_to=555")
        assert ("AF3101" in {item["code"] for item in found["items"]}) is (day == "2021-07-08")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "revision_from"),
        ("revision_to=500", "revision_from"),
        ("known_to=2021-07-01", "known_from"),
        ("policy_b=any", "policy_a"),
        ("revision_from=1&known_from=2021-07-01", "revision_from"),
        ("revision_from=1&policy_a=any", "policy_a"),
        ("revision_from=500&revision_to=499", "revision_to"),
        ("known_from=2021-07-02&known_to=2021-07-01", "known_to"),
        ("revision_from=999999", "revision_from"),
        ("revision_from=1&revision_to=999999", "revision_to"),
        ("policy_a=best", "policy_a"),
        ("policy_a=any&policy_b=source:nobody", "policy_b"),
        ("policy_a=any&policy=any", "policy"),
        ("policy_a=any&revision=999999", "revision"),
        ("revision_from=1&revision=5", "revision"),
        ("known_from=2021-07-01&known_at=2021-07-02", "known_at"),
        ("known_from=2999-01-01", "known_from"),
        ("revision_from=1&policy=best", "policy"),
        ("revision_from=1&limit=5", "limit"),
    ],
)
def test_two_views_of_one_kind_are_wanted(client: TestClient, query: str, parameter: str) -> None:
    response = client.get(f"{AF}/diff?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter


def test_a_difference_between_settled_views_holds_for_ever(client: TestClient) -> None:
    for query, forever in (
        ("at=2021-07-06&revision_from=500&revision_to=570", True),
        ("at=2021-07-06&known_from=2021-07-06&known_to=2021-07-08", True),
        ("at=2021-07-06&policy_a=any&revision=570", True),
        ("at=2021-07-06&revision_from=500", False),
        ("revision_from=500&revision_to=570", False),
    ):
        control = client.get(f"{AF}/diff?{query}").headers["cache-control"]
        assert control.endswith("immutable") is forever
