"""Does SQL answer as the rule's words do, on any ledger, day, revision and policy?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.domain.buckets import fill
from app.domain.policies import parse_policy
from app.domain.scale import NOT_ASSESSED
from app.queries.aggregates import fetch_cells
from app.queries.control_at import View
from app.queries.history import fetch_periods
from app.queries.pages import Part
from app.queries.series import fetch_series
from app.queries.status import DistrictStatus, fetch_status
from app.queries.status_series import fetch_status_series
from app.queries.transitions import Sought, fetch_transitions
from tests.model import Ledger
from tests.queries.ledgers import (
    BATCHES,
    DAYS,
    DISTRICTS,
    GAZETTEER,
    SCALE,
    THEATRE,
    Act,
    record,
    write_theatre,
)

AROUND = sorted({day + timedelta(days=n) for day in DAYS for n in (-1, 0, 1)})
POLICIES = st.sampled_from(
    ["confirmed", "any", "against-interest", "majority", "majority", "source:one"]
)
DATED = st.tuples(st.sampled_from(AROUND), st.just(0) | st.integers(0, 40), POLICIES)
ASKED = st.lists(DATED, min_size=2, max_size=2)
"""Days, how many revisions before the last, and policies."""

examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def theatre(owner_connection: Connection) -> Connection:
    write_theatre(owner_connection)
    return owner_connection


@contextmanager
def recorded(connection: Connection, batches: list[list[Act]]) -> Iterator[tuple[Ledger, int]]:
    with connection.begin_nested() as savepoint:
        yield record(connection, batches)
        savepoint.rollback()


def views(head: int, asked: list[Any]) -> Iterator[View]:
    for day, back, policy in asked:
        revision = head - back % (head - GAZETTEER + 1)
        yield View(THEATRE, "all", parse_policy(policy), revision, day, head)


@examples
@given(batches=BATCHES, asked=ASKED)
def test_status_is_the_models(theatre: Connection, batches: Any, asked: Any) -> None:
    with recorded(theatre, batches) as (ledger, head):
        for view in views(head, asked):
            for day in AROUND:
                found = fetch_status(theatre, view._replace(day=day))
                assert [row.code for row in found] == sorted(d.code for d in DISTRICTS)
                for row in found:
                    compare(row, ledger, view._replace(day=day))


def compare(row: DistrictStatus, ledger: Ledger, view: View) -> None:
    district = next(district for district in DISTRICTS if district.code == row.code)
    of = district, view.day, view.revision, view.policy.id
    answer = ledger.status(*of)
    assert SCALE.at(row.status) == answer.status
    assert set(SCALE.possible(row.status, row.mask)) == answer.possible
    assert (row.claim, row.last_confirmed) == (answer.claim, answer.last_confirmed)
    periods = ledger.periods(*of)
    assert row.edtf == (str(periods[-1][1]) if periods else None)


@examples
@given(batches=BATCHES, asked=ASKED)
def test_periods_are_the_models(theatre: Connection, batches: Any, asked: Any) -> None:
    with recorded(theatre, batches) as (ledger, head):
        for view in views(head, asked):
            for district in DISTRICTS:
                found = [
                    (SCALE.at(period.status), int(period.edtf), set(period.claims))
                    for period in fetch_periods(theatre, view, district.code)
                ]
                of = district, view.day, view.revision, view.policy.id
                assert found == ledger.periods(*of)


@examples
@given(batches=BATCHES, asked=ASKED)
def test_transitions_are_where_the_models_periods_begin(
    theatre: Connection, batches: Any, asked: Any
) -> None:
    with recorded(theatre, batches) as (ledger, head):
        (first, *_), (last, *_) = sorted(asked)
        opened_on = {claim.revision: claim.latest for claim in ledger.claims}
        for view in views(head, asked):
            wanted = []
            for district in DISTRICTS:
                told = ledger.periods(district, last, view.revision, view.policy.id)
                before = [NOT_ASSESSED, *(period[0] for period in told)]
                wanted += [
                    (opened_on[opening], district.code, from_, to, opening)
                    for from_, (to, opening, _) in zip(before, told, strict=False)
                    if opened_on[opening] > first
                ]
            found = fetch_transitions(theatre, view, Sought(first, last), Part(1000))
            assert found.total == len(wanted)
            assert [
                (t.latest, t.code, SCALE.at(t.from_status), SCALE.at(t.to_status), t.claim)
                for t in found.items
            ] == sorted(wanted)


@examples
@given(batches=BATCHES, asked=ASKED)
def test_counts_and_series_are_the_models(theatre: Connection, batches: Any, asked: Any) -> None:
    with recorded(theatre, batches) as (ledger, head):
        for view in views(head, asked):
            series = fetch_series(theatre, view, AROUND)
            for day, cells in zip(AROUND, series, strict=True):
                counts = ledger.counts(DISTRICTS, day, view.revision, view.policy.id)
                assert counted(cells) == counts
            cells = fetch_cells(theatre, view)
            assert counted(cells) == counted(series[AROUND.index(view.day)])


@examples
@given(batches=BATCHES, asked=ASKED)
def test_runs_are_the_models(theatre: Connection, batches: Any, asked: Any) -> None:
    with recorded(theatre, batches) as (ledger, head):
        for view in views(head, asked):
            found = fetch_status_series(theatre, view, AROUND[0], AROUND[-1])
            assert set(found) == {district.code for district in DISTRICTS}
            for district in DISTRICTS:
                for day in AROUND:
                    run = [run for run in found[district.code] if run.since <= day][-1]
                    answer = ledger.status(district, day, view.revision, view.policy.id)
                    assert SCALE.at(run.status) == answer.status
                    assert set(SCALE.possible(run.status, run.mask)) == answer.possible


def counted(cells: Any) -> dict[str, tuple[int, int, int]]:
    return {b.status: (b.count, b.low, b.high) for b in fill(SCALE, cells) if b.high}
