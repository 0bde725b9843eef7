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
    FromClause,
    Integer,
    Select,
    and_,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import claims, places
from app.domain.hands import changed_hands
from app.domain.scale import Scale
from app.queries.control_at import DAY, THEATRE, View
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.ranks import claim_of, step_of
from app.queries.timeline import FIRST, wins

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

    @property
    def key(self) -> tuple[int, str]:
        """What orders the transitions: time, then the district."""
        return self.day, self.code


class DistrictChanges(NamedTuple):
    """How a district's status changed, with the days of the `first` and the `last` transition.

    `statuses` are those before the first transition (None: not assessed) and after each;
    `changed_hands` is how often another actor controlled it than the one that did last.
    """

    code: str
    name: str
    province: str
    province_name: str
    statuses: list[int | None]
    first: date
    last: date
    changed_hands: int

    @property
    def key(self) -> tuple[int, int, str]:
        """What orders the districts: those that changed most often come first."""
        return -self.changed_hands, -len(self.statuses), self.code


def fetch_transitions(
    connection: Connection, view: View, sought: Sought, part: Part
) -> Listed[Transition]:
    """Fetch a part of the transitions, in order of time, then by code."""
    rows = connection.execute(
        transitions_statement(view.policy.rule, sought, part), _binds(view, sought)
    )
    return listed(rows, part, lambda row: Transition(*row))


def fetch_district_changes(
    connection: Connection, view: View, sought: Sought, part: Part, scale: Scale
) -> Listed[DistrictChanges]:
    """Fetch a part of the districts that changed, those that changed hands most often first.

    To know these, all are read: there are no more of them than districts.
    """
    controllers = {status.step: status.controller for status in scale.statuses} | {None: None}
    rows = connection.execute(
        district_changes_statement(view.policy.rule, sought), _binds(view, sought)
    )
    found = [
        DistrictChanges(*[*row, changed_hands(controllers[step] for step in row.statuses)])
        for row in rows
    ]
    found.sort(key=lambda district: district.key)
    rest = [each for each in found if part.after is None or each.key > part.after]
    items = rest[: part.limit]
    return Listed(items, len(found), len(rest) > len(items) > 0)


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


def district_changes_statement(rule: str, sought: Sought) -> Select[Any]:
    """Select the columns of DistrictChanges, but for the last one."""
    found = _found(rule, sought)
    before, status = (
        func.array_agg(aggregate_order_by(step, found.c.latest), type_=ARRAY(Integer))
        for step in (found.c.before, found.c.status)
    )
    district = (
        select(
            found.c.district,
            func.array_prepend(before[1], status).label("statuses"),
            func.min(found.c.latest).label("first"),
            func.max(found.c.latest).label("last"),
        )
        .group_by(found.c.district)
        .subquery("changed")
    )
    province = places.alias("province")
    return select(
        *(places.c.code, places.c.name, places.c.province, province.c.name.label("around")),
        *(district.c.statuses, district.c.first, district.c.last),
    ).select_from(_named(district, district, province))


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
    day = cast(turn.c.latest - FIRST, BigInteger)
    return select(day.label("day"), *turn.c).where(*tests).cte("found")


def _turns(rule: str) -> Select[Any]:
    """Select the winner of each day after the first one, and the status before it."""
    win = wins(rule)
    status = step_of(win.c.winner)
    before = func.lag(status).over(partition_by=win.c.district, order_by=win.c.latest)
    return select(
        *(win.c.district, win.c.latest, before.label("before"), status.label("status")),
        claim_of(win.c.opening).label("opened"),
    )
