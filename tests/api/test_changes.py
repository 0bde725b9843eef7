"""Whoever folds the feed has what the status endpoint shows."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import model
from tests.api.conftest import Get, Small

Feed = list[dict[str, Any]]
POLICIES = ["confirmed", "any", "against-interest", "majority", "source:aan"]


def follow(client: TestClient, path: str, at_once: int) -> Feed:
    """Read the feed as a follower does: from the last revision it has."""
    found: Feed = []
    while True:
        after = found[-1]["revision"] if found else 0
        page = client.get(f"{path}/changes?after={after}&limit={at_once}").json()
        found += page["items"]
        if not page["items"]:
            assert page["head"] == after
            return found


def fold(theatre: str, feed: Feed) -> model.Ledger:
    """Build the naive ledger from nothing but the feed."""
    ledger = model.Ledger(theatre, [], frozenset())
    for event in feed:
        brought = event[event["kind"]]
        if event["kind"] == "places":
            ledger.districts += [
                model.Place(d["code"], d["province"]) for d in brought["districts"]
            ]
            control = {s["id"] for s in brought["statuses"] if s["degree"] == "control"}
            ledger.control |= control
            ledger.controllers |= {s["id"]: s["controller"] for s in brought["statuses"]}
        elif event["kind"] == "source":
            ledger.favours[brought["id"]] = brought["favours"]
        elif event["kind"] == "claim":
            ledger.claims.append(_said(brought))
        elif event["kind"] == "review":
            (claim,) = [each for each in ledger.claims if each.revision == brought["claim"]]
            claim.reviews.append((event["revision"], brought["standing"]))
    return ledger


def _said(claim: dict[str, Any]) -> model.Said:
    return model.Said(
        revision=claim["id"],
        place=claim["place"],
        excepted=frozenset(claim["except"]),
        status=claim["status"],
        earliest=claim["earliest"] and date.fromisoformat(claim["earliest"]),
        latest=date.fromisoformat(claim["latest"]),
        source=claim["source"],
        standing=claim["standing"],
    )


def members(feed: Feed, set_id: str) -> set[str]:
    sets = [s for event in feed if event["kind"] == "places" for s in event["places"]["sets"]]
    return next({*each["districts"]} for each in sets if each["id"] == set_id)


@pytest.mark.parametrize(
    "policy", ["confirmed", "any", "against-interest", "majority", "source:aan"]
)
@pytest.mark.parametrize("day", ["2021-06-15", "2021-07-07", "2021-08-14"])
def test_the_folded_feed_is_the_map(client: TestClient, get: Get, day: str, policy: str) -> None:
    feed = follow(client, "/v1/theatres/AF", 1000)
    ledger, inside = fold("AF", feed), members(feed, "afg-407")
    shown = get(f"/status?at={day}&policy={policy}&set=afg-407")
    assert {item["code"] for item in shown["items"]} == inside
    districts = {district.code: district for district in ledger.districts}
    for item in shown["items"]:
        district = districts[item["code"]]
        answer = ledger.status(district, date.fromisoformat(day), len(feed), policy)
        assert (item["status"], item["claim"]) == (answer.status, answer.claim)
        assert {*item["possible"]} == answer.possible


def test_reviews_are_folded_in_too(client: TestClient, small: Small) -> None:
    small.review(6, "rejected")
    small.review(8, "confirmed")
    feed = follow(client, small.path, 3)
    ledger = fold(small.theatre, feed)
    for revision in range(5, 11):
        shown = client.get(f"{small.path}/status?at=2020-03-01&revision={revision}").json()
        for item, district in zip(shown["items"], ledger.districts, strict=True):
            answer = ledger.status(district, date(2020, 3, 1), revision, "confirmed")
            assert (item["code"], item["status"]) == (district.code, answer.status)


def test_the_feed_has_no_gap_and_each_event_once(client: TestClient, get: Get) -> None:
    feed = follow(client, "/v1/theatres/AF", 100)
    head = get("")["revision"]
    assert [event["revision"] for event in feed] == list(range(1, head + 1))
    instants = [event["recorded_at"] for event in feed]
    assert instants == sorted(instants)
    assert all(event["kind"] in event for event in feed)
    assert get(f"/changes?after={head + 10}")["items"] == []


def test_a_claim_in_the_feed_stays_as_it_was_recorded(client: TestClient, small: Small) -> None:
    before = client.get(f"{small.path}/changes").json()["items"]
    small.review(5, "rejected")
    after = client.get(f"{small.path}/changes").json()["items"]
    assert after[: len(before)] == before
    (review,) = after[len(before) :]
    assert review["review"] == {
        "claim": 5,
        "standing": "rejected",
        "reason": "The desk looked again.",
    }
