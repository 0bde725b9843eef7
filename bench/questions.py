"""What is asked of a ledger: the service's own questions, and how a plain query answers them."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from sqlalchemy import Connection, text

from app.domain.policies import Policy
from app.queries.aggregates import fetch_cells
from app.queries.control_at import View
from app.queries.series import fetch_series
from app.queries.status import fetch_status
from bench.ledger import DAYS, FIRST, LAST, THEATRE, WHOLE

PLAIN = text((Path(__file__).parent / "plain.sql").read_text())
SERIES, SINGLY = "counts, every day of a year", "the same days, one by one"
Ask = Callable[[Connection, View], object]


class Question(NamedTuple):
    """A question on some days, and a plain query of the claims, `times` of which answer it.

    `growth` is how many times longer it may take on the larger ledger; None: no goal.
    """

    title: str
    ask: Ask
    plain: Ask | None
    growth: float | None
    times: int = 1


def draw_questions(random: Random) -> list[Question]:
    """Draw the days of one round: the same questions for every ledger."""
    day = FIRST + timedelta(days=random.randrange(DAYS))
    first = FIRST + timedelta(days=random.randrange(DAYS - 365))
    year = [first + timedelta(days=number) for number in range(365)]
    return [
        Question("status, latest state", fetch_status, plain_status, 1.5),
        Question("status, a past day", on(day, fetch_status), on(day, plain_status), 2.5),
        Question("counts, a past day", on(day, fetch_cells), on(day, plain_status), 2.5),
        Question(SERIES, series_of(year), on(first, plain_status), 6, len(year)),
        Question(SINGLY, each(year, fetch_cells), None, None),
    ]


def latest_view(connection: Connection) -> View:
    """See all that the ledger knows, on its last day."""
    revision = connection.execute(text("SELECT revision FROM theatres")).scalar_one()
    return View(THEATRE, "all", Policy("confirmed"), revision, LAST, revision)


def on(day: date, ask: Ask) -> Ask:
    """Ask about another day."""
    return lambda connection, view: ask(connection, view._replace(day=day))


def each(days: list[date], ask: Ask) -> Ask:
    """Ask about one day after the other."""
    return lambda connection, view: [on(day, ask)(connection, view) for day in days]


def series_of(days: list[date]) -> Ask:
    """Ask about all days at once."""
    return lambda connection, view: fetch_series(connection, view, days)


def plain_status(connection: Connection, view: View) -> dict[str, int]:
    """Find the governing claim of each district by a DISTINCT ON over the claims."""
    binds = {**view.binds, "whole": WHOLE}
    return {row.district: row.claim for row in connection.execute(PLAIN, binds)}
