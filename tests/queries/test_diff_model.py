"""Is a difference between two views explained by the claims that one of them weighs alone?"""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Connection

from app.queries.control_at import View
from app.queries.diff import Cause, Event, fetch_causes
from app.queries.status import fetch_status
from tests.model import Ledger, Place
from tests.queries.ledgers import BATCHES, DAYS, DISTRICTS, write_theatre
from tests.queries.test_control_at_model import ASKED, examples, recorded, views


@pytest.fixture
def theatre(owner_connection: Connection) -> Connection:
    write_theatre(owner_connection)
    return owner_connection


def weighed(ledger: Ledger, district: Place, view: View, since: date) -> set[int]:
    found = ledger.eligible(district, view.revision, view.policy.id)
    recent = [c for c in found if since - c.latest <= timedelta(days=14)]
    return {c.revision for c in recent if (c.earliest or date.min) <= view.day}


def events(ledger: Ledger, claim: int, before: View, after: View) -> list[Event]:
    (said,) = [c for c in ledger.claims if c.revision == claim]
    told = [(claim, "claim"), *((revision, "review") for revision, _ in said.reviews)]
    return sorted(
        Event(revision, kind, claim)
        for revision, kind in told
        if before.revision < revision <= after.revision
    )


def ordered(asked: list[View]) -> tuple[View, View]:
    before, after = sorted(asked, key=lambda view: view.revision)
    return before._replace(day=after.day), after


@examples
@given(batches=BATCHES, asked=ASKED)
def test_causes_are_what_one_view_weighs_alone(
    theatre: Connection, batches: Any, asked: Any
) -> None:
    with recorded(theatre, batches) as (ledger, head):
        before, after = ordered(list(views(head, asked)))
        since = {district.code: day for district, day in zip(DISTRICTS, DAYS, strict=True)}
        wanted = [
            Cause(district.code, claim, events(ledger, claim, before, after))
            for district in sorted(DISTRICTS, key=lambda d: d.code)
            for claim in sorted(
                weighed(ledger, district, before, since[district.code])
                ^ weighed(ledger, district, after, since[district.code])
            )
        ]
        assert fetch_causes(theatre, before, after, since) == wanted


@examples
@given(batches=BATCHES, asked=ASKED)
def test_under_one_policy_no_district_differs_without_an_event(
    theatre: Connection, batches: Any, asked: Any
) -> None:
    with recorded(theatre, batches) as (_, head):
        before, after = ordered(list(views(head, asked)))
        before = before._replace(policy=after.policy)
        pairs = zip(fetch_status(theatre, before), fetch_status(theatre, after), strict=True)
        since = {
            one.code: min((row.latest for row in (one, other) if row.latest), default=date.min)
            for one, other in pairs
            if one != other
        }
        causes = fetch_causes(theatre, before, after, since)
        assert {cause.district for cause in causes if cause.events} == {*since}
