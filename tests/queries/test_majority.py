"""Who wins when sources vote, on which day, and what opened the period?"""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from app.domain.policies import parse_policy
from app.queries.control_at import View
from app.queries.history import fetch_periods
from app.queries.status import DistrictStatus, fetch_status
from tests.model import Said
from tests.queries.ledgers import FIRST, GAZETTEER, SCALE, THEATRE, record, write_theatre

Vote = tuple[str, str, int]
"""A source, its status, and the day counted from FIRST; claims are numbered as they are listed."""


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def view(head: int, day: int) -> View:
    return View(THEATRE, "all", parse_policy("majority"), head, on(day), head)


@pytest.fixture
def theatre(owner_connection: Connection) -> Connection:
    write_theatre(owner_connection)
    return owner_connection


def vote(connection: Connection, *votes: Vote) -> int:
    """Record claims on the district P1A, none of them confirmed; give the head."""
    claims = [
        Said(0, "P1A", frozenset(), status, on(day), on(day), source, "unconfirmed")
        for source, status, day in votes
    ]
    return record(connection, [list(claims)])[1]


def outcome(connection: Connection, head: int, day: int) -> tuple[str, set[str], int | None]:
    """Give status, possible statuses and the number of the governing claim."""
    row = status(connection, head, day)
    possible = set(SCALE.possible(row.status, row.mask))
    return SCALE.at(row.status), possible, row.claim and row.claim - GAZETTEER


def status(connection: Connection, head: int, day: int) -> DistrictStatus:
    return next(row for row in fetch_status(connection, view(head, day)) if row.code == "P1A")


def test_most_votes_win_and_the_newest_of_them_governs(theatre: Connection) -> None:
    head = vote(theatre, ("one", "south", 0), ("two", "south", 3), ("three", "north", 3))
    assert outcome(theatre, head, 2) == ("south", {"south"}, 1)
    assert outcome(theatre, head, 3) == ("south", {"south", "north"}, 2)
    assert outcome(theatre, head, 300) == ("south", {"south", "north"}, 2)


def test_a_source_has_one_vote_however_often_it_speaks(theatre: Connection) -> None:
    head = vote(theatre, *(("one", "south", day) for day in range(3)), ("two", "north", 3))
    assert outcome(theatre, head, 2) == ("south", {"south"}, 3)
    assert outcome(theatre, head, 3) == ("unknown", {"south", "north", "unknown"}, None)


def test_of_two_claims_of_a_day_a_source_votes_with_that_which_governs(theatre: Connection) -> None:
    head = vote(theatre, ("one", "south", 1), ("one", "fought", 1), ("one", "fought", 0))
    assert outcome(theatre, head, 0) == ("fought", {"fought"}, 3)
    assert outcome(theatre, head, 1) == ("south", {"south"}, 1)


def test_a_vote_counts_for_fourteen_days_after_it_beside_the_newest(theatre: Connection) -> None:
    head = vote(theatre, ("one", "south", 0), ("two", "north", 14), ("two", "north", 15))
    assert outcome(theatre, head, 13) == ("south", {"south"}, 1)
    assert outcome(theatre, head, 14) == ("unknown", {"south", "north", "unknown"}, None)
    assert outcome(theatre, head, 15) == ("north", {"north"}, 3)


def test_a_window_that_is_open_casts_no_vote(theatre: Connection) -> None:
    fell = Said(0, "P1A", frozenset(), "south", on(0), on(4), "one", "confirmed")
    _, head = record(theatre, [[fell]])
    assert outcome(theatre, head, 3) == ("not_assessed", {"not_assessed"}, None)
    assert outcome(theatre, head, 4) == ("south", {"south"}, 1)


def test_a_period_begins_on_the_day_on_which_the_majority_moved(theatre: Connection) -> None:
    """On the last day, no vote for the south is new: a vote for the north was given up."""
    head = vote(
        theatre,
        *(("one", "south", 1), ("two", "south", 2), ("three", "north", 3), ("four", "north", 4)),
        ("three", "fought", 5),
    )
    found = [
        (SCALE.at(p.status), p.latest, p.next_latest, [claim - GAZETTEER for claim in p.claims])
        for p in fetch_periods(theatre, view(head, 9), "P1A")
    ]
    assert found == [
        ("south", on(1), on(4), [1, 2]),
        ("unknown", on(4), on(5), [4]),
        ("south", on(5), None, [5, 2]),
    ]
    tie, present = status(theatre, head, 4), status(theatre, head, 5)
    assert (tie.claim, tie.last_confirmed, tie.latest) == (None, None, on(4))
    assert (present.claim, present.last_confirmed) == (2 + GAZETTEER, on(2))
    assert (present.edtf, present.latest) == (str(5 + GAZETTEER), on(5))
