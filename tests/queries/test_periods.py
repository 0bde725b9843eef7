"""Are the periods within some days those that a walk through every day finds?"""

from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Connection

from app.domain.scale import NOT_ASSESSED
from app.queries.control_at import View
from app.queries.pages import Part
from app.queries.periods import DistrictPeriod, Sought, fetch_district_periods
from tests.queries.ledgers import BATCHES, DISTRICTS, SCALE, write_theatre
from tests.queries.test_control_at_model import AROUND, ASKED, examples, recorded, views


@pytest.fixture
def theatre(owner_connection: Connection) -> Connection:
    write_theatre(owner_connection)
    return owner_connection


def in_pages(
    connection: Connection, view: View, sought: Sought, limit: int
) -> list[DistrictPeriod]:
    """Read page after page; all of them tell the same total."""
    part, found, totals = Part(limit), list[DistrictPeriod](), set[int]()
    while True:
        page = fetch_district_periods(connection, view, sought, part, drawn=True)
        found += page.items
        totals.add(page.total)
        if not page.more:
            assert totals == {len(found)}
            return found
        part = Part(limit, page.items[-1].key)


@examples
@given(batches=BATCHES, asked=ASKED)
def test_periods_within_days_are_the_models(theatre: Connection, batches: Any, asked: Any) -> None:
    with recorded(theatre, batches) as (ledger, head):
        (first, *_), (last, *_) = sorted(asked)
        opened_on = {claim.revision: claim.latest for claim in ledger.claims}
        for view in views(head, asked):
            now = view._replace(day=AROUND[-1])
            wanted = []
            for district in sorted(DISTRICTS, key=lambda each: each.code):
                told = ledger.periods(district, now.day, view.revision, view.policy.id)
                days = [opened_on[opening] for _, opening, _ in told]
                ends = [*days[1:], None]
                met: list[Any] = [
                    (district.code, status, opening, end)
                    for (status, opening, _), day, end in zip(told, days, ends, strict=False)
                    if day <= last and (end is None or end > first)
                ]
                wanted += met or [(district.code, NOT_ASSESSED, None, None)]
            found = in_pages(theatre, now, Sought(first, last), limit=3)
            assert [
                (each.code, SCALE.at(each.status), each.opened, each.next_latest) for each in found
            ] == wanted
            table = fetch_district_periods(theatre, now, Sought(first, last), Part(1000)).items
            assert table == [
                each._replace(geometry=None) for each in found if each.status is not None
            ]


@examples
@given(batches=BATCHES, asked=ASKED)
def test_a_period_ends_with_the_claim_that_governs_then(
    theatre: Connection, batches: Any, asked: Any
) -> None:
    with recorded(theatre, batches) as (ledger, head):
        for view in views(head, asked):
            for district in DISTRICTS:
                sought = Sought(district=district.code)
                (*_, present) = in_pages(theatre, view, sought, limit=1000)
                answer = ledger.status(district, view.day, view.revision, view.policy.id)
                assert present.code == district.code
                assert SCALE.at(present.status) == answer.status
                assert (present.claim, present.last_confirmed) == (
                    answer.claim,
                    answer.last_confirmed,
                )
