"""Through which periods did a district go, up to the day of the view, and what was said of it?"""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select, union
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import claims, coverage
from app.queries.claims import Claim, Wanted, claims_statement, read_claim
from app.queries.control_at import DISTRICT, THEATRE, View, eligible, one_district
from app.queries.pages import Listed, Part, listed
from app.queries.runs import runs


class Period(NamedTuple):
    """An unbroken run of one status, as a step of the scale.

    `edtf`, `earliest` and `latest` are the window of the claim that opened it; `next_latest` is
    that of the next period, None for the present one. `claims` are the ids of the claims that
    opened or reaffirmed it, the opening one first.
    """

    status: int
    edtf: str
    earliest: date | None
    latest: date
    next_latest: date | None
    claims: list[int]


def fetch_periods(connection: Connection, view: View, district: str) -> list[Period]:
    """Fetch the periods of a district, in order of time."""
    binds = view.binds | {"district": district}
    rows = connection.execute(periods_statement(view.policy.rule), binds)
    return [Period(*row) for row in rows]


def fetch_history(
    connection: Connection, view: View, district: str, part: Part
) -> tuple[list[Period], Listed[Claim]]:
    """Fetch the periods, and a part of the claims that cover the district, in one statement.

    The claims are all that were recorded by the revision, whatever their standing and the policy.
    """
    period = periods_statement(view.policy.rule).subquery("told")
    in_order = aggregate_order_by(func.jsonb_build_array(*period.c), period.c.latest)
    told = select(func.jsonb_agg(in_order)).scalar_subquery().label("periods")
    statement = claims_statement(Wanted(place=district), part).add_columns(told)
    rows = list(connection.execute(statement, view.binds | {"district": district}))
    periods = [_read(values) for values in rows[0].periods or []]
    return periods, listed((row[:-1] for row in rows), part, read_claim)


def _read(values: list[Any]) -> Period:
    """Read a period from JSON, which writes days as text."""
    status, edtf, *days, ids = values
    earliest, latest, after = (day and date.fromisoformat(day) for day in days)
    return Period(status, edtf, earliest, latest, after, ids)


@cache
def periods_statement(rule: str) -> Select[Any]:
    """Select the columns of Period under the policies of a rule."""
    member = _members(rule).subquery("member")
    opening_first = (member.c.claim != member.c.opened, member.c.latest, member.c.claim)
    period = (
        select(
            member.c.status,
            member.c.opened,
            func.array_agg(aggregate_order_by(member.c.claim, *opening_first)).label("claims"),
        )
        .group_by(member.c.number, member.c.status, member.c.opened)
        .subquery("period")
    )
    return (
        select(
            period.c.status,
            claims.c.valid_from,
            claims.c.earliest,
            claims.c.latest,
            func.lead(claims.c.latest).over(order_by=claims.c.latest).label("next_latest"),
            period.c.claims,
        )
        .join_from(
            period, claims, and_(claims.c.theatre == THEATRE, claims.c.revision == period.c.opened)
        )
        .order_by(claims.c.latest)
    )


def _members(rule: str) -> Select[Any]:
    """Select which claims opened or reaffirmed the periods: those of its status on its days.

    Under the majority a period may begin with a claim of another status, and be governed by one of
    an earlier day: these belong to it, too.
    """
    run = runs(rule, one_district())
    of_period = (run.c.number, run.c.status, run.c.opened)
    c = coverage.alias()
    reaffirming = (
        select(*of_period, c.c.claim, c.c.latest)
        .join_from(run, c, and_(c.c.latest == run.c.latest, c.c.status == run.c.status))
        .where(eligible(c, rule), c.c.district == DISTRICT)
    )
    if rule != "majority":
        return reaffirming
    beginning = select(*of_period, run.c.opening, run.c.latest).where(run.c.turns)
    governing = select(*of_period, run.c.governing, run.c.last_confirmed)
    everything = union(reaffirming, beginning, governing).subquery("everything")
    return select(*everything.c).where(everything.c.claim.is_not(None))
