"""Which districts changed their status between two days, and how often?

The status on the first day is probed; the winners of the days after it are read in the order of the
index, and a transition is where one differs from the one before it.
"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import claims, coverage, places
from app.queries.control_at import DAY, THEATRE, View, governs, set_of_districts, winners
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.ranks import claim_of, step_of

LAST = bindparam("last", type_=Date)

STEPS = ARRAY(Integer)

NOT_ASSESSED = -1
"""How a filter writes the step of a status that is not there."""


class Sought(NamedTuple):
    """Which transitions are sought: with `latest` after `first` and up to `last`.

    `province` is a code, the statuses are steps or NOT_ASSESSED; None: whichever.
    """

    first: date
    last: date
    province: str | None = None
    from_status: int | None = None
    to_status: int | None = None


class Transition(NamedTuple):
    """A change of a district's status; statuses are steps, None: not assessed.

    `edtf`, `earliest` and `latest` are the window of the claim that opened the new period.
    """

    day: int
    code: str
    name: str
    province: str
    province_name: str
    edtf: str
    earliest: date | None
    latest: date
    from_status: int | None
    to_status: int
    claim: int


class Turbulence(NamedTuple):
    """How often a district's status changed between `first` and `last`, the days of its changes.

    `rank` orders the list: the number of changes, below zero. `statuses` are those before the first
    change (None: not assessed) and after each.
    """

    rank: int
    code: str
    name: str
    province: str
    province_name: str
    statuses: list[int | None]
    first: date
    last: date


def fetch_transitions(
    connection: Connection, view: View, sought: Sought, part: Part
) -> Listed[Transition]:
    """Fetch a part of the transitions, in order of time, then by code."""
    rows = connection.execute(
        transitions_statement(view.policy.rule, sought, part), _binds(view, sought)
    )
    return listed(rows, part, lambda row: Transition(*row))


def fetch_turbulence(
    connection: Connection, view: View, sought: Sought, part: Part
) -> Listed[Turbulence]:
    """Fetch a part of the districts that changed, those that changed most often first."""
    rows = connection.execute(
        turbulence_statement(view.policy.rule, sought, part), _binds(view, sought)
    )
    return listed(rows, part, lambda row: Turbulence(*row))


def _binds(view: View, sought: Sought) -> dict[str, object]:
    return view.binds | {"day": sought.first, "last": sought.last}


def transitions_statement(rule: str, sought: Sought, part: Part) -> Select[Any]:
    """Select the total, then the columns of Transition."""
    found = _found(rule, sought)
    page = page_of(select(found.c.day, found.c.district), part)
    province = places.alias("province")
    same = and_(found.c.day == page.c.day, found.c.district == page.c.district)
    opening = and_(claims.c.theatre == THEATRE, claims.c.revision == found.c.opened)
    return (
        select(
            *(page.c.total, page.c.day, places.c.code, places.c.name),
            *(places.c.province, province.c.name),
            *(claims.c.valid_from, claims.c.earliest, claims.c.latest),
            *(found.c.before, found.c.status, found.c.opened),
        )
        .select_from(
            _named(page.outerjoin(found, same), found, province).outerjoin(claims, opening)
        )
        .order_by(page.c.day, page.c.district)
    )


def turbulence_statement(rule: str, sought: Sought, part: Part) -> Select[Any]:
    """Select the total, then the columns of Turbulence."""
    found = _found(rule, sought)
    in_order = (found.c.status, found.c.latest)
    befores = func.array_agg(aggregate_order_by(found.c.before, found.c.latest), type_=STEPS)
    afters = func.array_agg(aggregate_order_by(*in_order), type_=STEPS)
    district = (
        select(
            *((-func.count()).label("rank"), found.c.district),
            func.array_prepend(befores[1], afters).label("statuses"),
            func.min(found.c.latest).label("first"),
            func.max(found.c.latest).label("last"),
        )
        .group_by(found.c.district)
        .cte("districts")
    )
    page = page_of(select(district.c.rank, district.c.district), part)
    province = places.alias("province")
    tables = page.outerjoin(district, district.c.district == page.c.district)
    return (
        select(
            *(page.c.total, page.c.rank, places.c.code, places.c.name),
            *(places.c.province, province.c.name),
            *(district.c.statuses, district.c.first, district.c.last),
        )
        .select_from(_named(tables, district, province))
        .order_by(page.c.rank, page.c.district)
    )


def _named(tables: FromClause, of: FromClause, province: FromClause) -> FromClause:
    """Join districts with their names and those of their provinces."""
    place = and_(places.c.theatre == THEATRE, places.c.code == of.c.district)
    around = and_(province.c.theatre == THEATRE, province.c.code == places.c.province)
    return tables.outerjoin(places, place).outerjoin(province, around)


def _found(rule: str, sought: Sought) -> CTE:
    """Select the transitions that are sought.

    Columns: `day` (of `latest`, as a number), `district`, `latest`, the step `before` (null: not
    assessed), `status` after it, and the claim that `opened` the period.
    """
    turn = _turns(rule).subquery("turn")
    tests: list[ColumnElement[bool]] = [
        turn.c.latest > DAY,
        turn.c.status.is_distinct_from(turn.c.before),
    ]
    if sought.from_status is not None:
        tests.append(func.coalesce(turn.c.before, NOT_ASSESSED) == sought.from_status)
    if sought.to_status is not None:
        tests.append(turn.c.status == sought.to_status)
    if sought.province is not None:
        inside = select(places.c.code).where(
            places.c.theatre == THEATRE, places.c.province == sought.province
        )
        tests.append(turn.c.district.in_(inside))
    day = cast(turn.c.latest - literal_column("date '0001-01-01'"), BigInteger)
    return select(day.label("day"), *turn.c).where(*tests).cte("found")


def _turns(rule: str) -> Select[Any]:
    """Select the winner of each day after the first one, and the status before it."""
    members = set_of_districts()
    governing = governs(rule, members.c.district)
    c = coverage.alias()
    days = (c.c.district == members.c.district, c.c.latest > DAY, c.c.latest <= LAST)
    later = winners(rule, *days, of=c)
    starts = union_all(select(*governing.c).correlate(governing), later.correlate(members)).lateral(
        "starts"
    )
    status = step_of(starts.c.winner)
    before = func.lag(status).over(partition_by=members.c.district, order_by=starts.c.latest)
    return select(
        *(members.c.district, starts.c.latest, before.label("before"), status.label("status")),
        claim_of(starts.c.opening).label("opened"),
    ).select_from(members.outerjoin(governing, true()).join(starts, true()))
