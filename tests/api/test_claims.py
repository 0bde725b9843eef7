"""A claim is shown as the desk saw it at a revision, and its ETag stands for it alone."""

from datetime import date
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get, Small


def test_a_claim_has_the_standing_of_its_last_review(client: TestClient, small: Small) -> None:
    rejected = small.review(5, "rejected")
    small.review(5, "confirmed")
    now = client.get(f"{small.path}/claims/5").json()
    then = client.get(f"{small.path}/claims/5?revision={rejected}").json()
    first = client.get(f"{small.path}/claims/5?revision={rejected - 1}").json()
    assert [c["standing"] for c in (first, then, now)] == ["confirmed", "rejected", "confirmed"]
    assert [len(c["reviews"]) for c in (first, then, now)] == [0, 1, 2]
    assert now["reviews"][0]["recorded_at"].endswith("Z")
    assert client.get(f"{small.path}/claims/5?revision=4").status_code == 404


def test_an_etag_moves_with_the_claim_and_with_nothing_else(
    client: TestClient, small: Small
) -> None:
    before = client.get(f"{small.path}/claims/5").headers["etag"]
    small.review(6, "rejected")
    assert client.get(f"{small.path}/claims/5").headers["etag"] == before
    small.review(5, "rejected")
    assert client.get(f"{small.path}/claims/5").headers["etag"] != before


def test_claims_are_filtered_by_the_standing_they_have_now(
    client: TestClient, small: Small
) -> None:
    revision = small.review(5, "rejected")
    path = f"{small.path}/claims?standing=rejected"
    assert [c["id"] for c in client.get(path).json()["items"]] == [5]
    assert client.get(f"{path}&revision={revision - 1}").json()["items"] == []


@pytest.mark.parametrize(
    ("place", "found"), [("D11", [5]), ("D12", [6]), ("P1", [6]), ("D22", [8]), ("D21", [])]
)
def test_the_claims_on_a_place_are_those_that_cover_it(
    client: TestClient, small: Small, place: str, found: list[int]
) -> None:
    answer = client.get(f"{small.path}/claims?place={place}").json()
    assert [claim["id"] for claim in answer["items"]] == found


@pytest.mark.parametrize(
    "parameter",
    [
        *("place=nowhere", "place=Muqur", "place=%00", "source=nope", "source=", "source=%00"),
        *("standing=x", "status=x", "status=not_assessed", "recorded_after=2021-07-07T00:00:00"),
        *("recorded_after=2999-01-01", "recorded_after=", "published_after=5", "published_after="),
    ],
)
def test_a_filter_that_names_nothing_is_refused(client: TestClient, parameter: str) -> None:
    response = client.get(f"{AF}/claims?{parameter}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter.partition("=")[0]


def test_after_a_day_means_after_its_end(get: Get) -> None:
    later = get("/claims?recorded_after=2021-07-06&limit=1000")["items"]
    assert min(claim["recorded_at"] for claim in later).startswith("2021-07-07")
    cited = get("/claims?published_after=2021-07-06&limit=1000")["items"]
    assert min(claim["report"]["published_on"] for claim in cited) == "2021-07-07"


def test_a_history_has_the_claims_that_do_not_count_too(get: Get) -> None:
    history = get("/districts/AF3101/history?limit=1000")
    counting = {claim for period in history["periods"] for claim in period["claims"]}
    told = [claim["id"] for claim in history["items"]]
    assert told == sorted(told, reverse=True)
    assert counting < {*told}
    assert {c["standing"] for c in history["items"] if c["id"] in counting} == {"confirmed"}


def test_the_periods_of_a_history_follow_each_other(get: Get) -> None:
    periods = get("/districts/AF3101/history?limit=0")["periods"]
    assert [p["status"] for p in periods][-2:] == ["contested", "taliban"]
    assert (periods[-1]["to"], periods[-1]["duration_days"]) == (None, None)
    for one, other in pairwise(periods):
        assert one["to"] < other["from_latest"]
        assert one["status"] != other["status"]
        held = date.fromisoformat(one["to"]) - date.fromisoformat(one["from_latest"])
        assert one["duration_days"] == held.days + 1
    cut = get("/districts/AF3101/history?limit=0&at=2021-07-07")["periods"]
    assert cut[-1]["status"] == "contested"
