"""Is the theatre that is made up for measuring sound, and do its questions have one answer?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.db.engines import owner_engine, read_engine
from app.queries.aggregates import fetch_cells
from app.queries.series import fetch_series
from app.queries.status import fetch_status
from bench.ledger import DAYS, FIRST, LAST, make_ledger
from bench.questions import latest_view, plain_status
from tests.conftest import empty_database

CLAIMS = 600
SOME_DAYS = [FIRST + timedelta(days=number) for number in range(0, DAYS, 73)]


@pytest.fixture(scope="module")
def ledger(home: Path) -> Iterator[Connection]:
    settings = empty_database(home)
    make_ledger(owner_engine(settings), CLAIMS, imprecise=0.04)
    engine = read_engine(settings)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_there_are_as_many_claims_as_asked_for(ledger: Connection) -> None:
    assert ledger.execute(text("SELECT count(*) FROM claims")).scalar_one() == CLAIMS


def test_the_ledger_has_all_kinds_of_claims(ledger: Connection) -> None:
    kinds = "SELECT level, standing, earliest IS DISTINCT FROM latest, earliest IS NULL FROM claims"
    levels, standings, imprecise, endless = map(set, zip(*ledger.execute(text(kinds)), strict=True))
    assert {1, 2} <= levels
    assert {"confirmed", "unconfirmed", "rejected"} <= standings
    assert imprecise == {True, False}
    assert endless <= {True, False}


def test_revisions_have_no_gap_and_the_head_is_the_last(ledger: Connection) -> None:
    counted = "SELECT count(*), max(revision), (SELECT revision FROM theatres) FROM events"
    count, last, head = ledger.execute(text(counted)).one()
    assert count == last == head


def test_claims_are_dated_to_the_days_of_two_years(ledger: Connection) -> None:
    first, last = ledger.execute(text("SELECT min(latest), max(latest) FROM claims")).one()
    assert FIRST <= first < date(2020, 2, 1)
    assert date(2021, 12, 1) < last <= LAST


@pytest.mark.parametrize("day", SOME_DAYS, ids=str)
def test_buckets_close(ledger: Connection, day: date) -> None:
    cells = fetch_cells(ledger, latest_view(ledger)._replace(day=day))
    assert sum(districts for _, _, districts in cells) == 421


@pytest.mark.parametrize("day", SOME_DAYS, ids=str)
def test_the_plain_query_finds_what_the_service_finds(ledger: Connection, day: date) -> None:
    view = latest_view(ledger)._replace(day=day)
    governing = {row.code: row.claim for row in fetch_status(ledger, view) if row.claim}
    assert plain_status(ledger, view) == governing


def test_a_series_is_its_days_one_by_one(ledger: Connection) -> None:
    view = latest_view(ledger)
    for day, cells in zip(SOME_DAYS, fetch_series(ledger, view, SOME_DAYS), strict=True):
        assert Counter(cells) == Counter(fetch_cells(ledger, view._replace(day=day)))
