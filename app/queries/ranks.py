"""How are a day's claims ranked, statuses kept as bits, and days classed by how many they are?

Numbers that the database compares.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    cast,
    func,
    literal,
    literal_column,
)
from sqlalchemy.dialects.postgresql import array

from app.domain.windows import SPANS

STEPS, CLAIMS = literal_column(str(2**5), BigInteger), literal_column(str(2**55), BigInteger)
"""How many steps and claims there can be: the places of a rank's digits."""


def rank(of: FromClause) -> ColumnElement[int]:
    """Rank a day's claims by precedence and id, in one number that keeps the step of the status.

    The numbers of an array would say the same, and take several times as long to compare.
    """
    precedence, step = (cast(column, BigInteger) for column in (of.c.precedence, of.c.status))
    return precedence * CLAIMS * STEPS + of.c.claim * STEPS + step


def claim_of(winner: ColumnElement[int]) -> ColumnElement[int]:
    """Read the id of the claim from its rank; null: a tie, which no claim wins."""
    return func.nullif(winner // STEPS % CLAIMS, 0)


def step_of(winner: ColumnElement[int]) -> ColumnElement[int]:
    """Read the step of the status from a claim's rank."""
    return cast(winner % STEPS, Integer)


def tie_at(step: ColumnElement[int]) -> ColumnElement[int]:
    """Write a tie as a rank: the step of its status, and no claim."""
    return cast(step, BigInteger)


def bit(step: ColumnElement[int]) -> ColumnElement[int]:
    """Turn a status's step into its bit in a mask of statuses."""
    return literal(1, Integer).op("<<", return_type=Integer())(cast(step, Integer))


def either(mask: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """Unite two masks; an absent one is empty."""
    return func.coalesce(mask, 0).op("|", return_type=Integer())(func.coalesce(other, 0))


SPAN = func.generate_series(SPANS[0], SPANS[-1]).table_valued("span").render_derived(name="spans")
"""All classes of lengths, as rows of one column `span`."""


def ends_by(day: ColumnElement[date]) -> ColumnElement[date]:
    """Give the day by which ends what lasts on a day, and is of the length class of SPAN."""
    return day.op("+", return_type=Date())(bit(SPAN.c.span))


def span_of(first: ColumnElement[date], last: ColumnElement[date]) -> ColumnElement[int]:
    """Class the days from one to the other as `app.domain.windows.span` does."""
    longer: ColumnElement[Any] = array([literal_column(str(2**s)) for s in SPANS[:-1]])
    return func.width_bucket(cast(last - first, Integer) - 1, longer, type_=Integer)
