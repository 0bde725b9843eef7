"""Through which periods did districts go, and when did each begin and end? Page by page."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Date,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from app.db.models import claims, coverage, places, set_members
from app.queries.control_at import (
    DAY,
    SET_ID,
    THEATRE,
    View,
    governs,
    one_district,
    set_of_districts,
    winners,
)
from app.queries.geometry import BBox, box_binds, shapes, touches
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.ranks import claim_of, step_of
from app.queries.timeline import FIRST

FROM, UNTIL = bindparam("first", type_=Date), bindparam("last", type_=Date)
NEVER = 0
"""The number of the day on which no period began."""


class Sought(NamedTuple):
    """Which periods are sought: those with a day between `first` and `last`, None: without end.

    `province` and `type` are those of the districts, which `bbox` touches; `statuses` are steps,
    None among them: not assessed, none: whichever. With `opened`, the period of the `district`,
    whether or not that is in the set, which this claim opened.
    """

    first: date | None = None
    last: date | None = None
    province: str | None = None
    type: str | None = None
    bbox: BBox | None = None
    statuses: tuple[int | None, ...] = ()
    opened: int | None = None
    district: str | None = None


class DistrictPeriod(NamedTuple):
    """A district and a period of it; `status` None: it has none on the days asked about.

    `edtf`, `earliest` and `latest` are the window of the claim that `opened` the period, which
    lasts until the day before `next_latest`, None: until now. `claim` governs on its last day, and
    `last_confirmed` is the last day of that claim's window. `geometry` is GeoJSON text.
    """

    code: str
    name: str
    province: str
    province_name: str
    type: str
    status: int | None
    opened: int | None
    next_latest: date | None
    edtf: str | None
    earliest: date | None
    latest: date | None
    claim: int | None
    last_confirmed: date | None
    geometry: str | None

    @property
    def key(self) -> tuple[str, int]:
        """What orders the periods: the district, then time."""
        return self.code, self.latest.toordinal() if self.latest else NEVER

    @property
    def until(self) -> date | None:
        """The last day; None: it lasts."""
        return self.next_latest and self.next_latest - timedelta(days=1)


def fetch_district_periods(
    connection: Connection, view: View, sought: Sought, part: Part, *, drawn: bool = False
) -> Listed[DistrictPeriod]:
    """Fetch a part of the periods of the districts of the set, by code and time.

    `drawn`: for a map. Geometry comes along, and a district that has no such period comes once,
    without a status.
    """
    binds = view.binds | {"first": sought.first or date.min, "last": sought.last or date.max}
    binds |= {"district": sought.district}
    binds |= box_binds(sought.bbox) if sought.bbox else {}
    rows = connection.execute(
        district_periods_statement(view.policy.rule, sought, part, drawn=drawn), binds
    )
    return listed(rows, part, lambda row: DistrictPeriod(*row))


def district_periods_statement(
    rule: str, sought: Sought, part: Part, *, drawn: bool
) -> Select[Any]:
    """Select the total, then the columns of DistrictPeriod."""
    found = _found(rule, sought, drawn=drawn)
    page = page_of(select(found.c.district, found.c.day), part)
    province, shape = places.alias("province"), shapes()
    last_day = governs(rule, page.c.district, func.coalesce(found.c.next_latest - 1, DAY))
    tables = (
        page.outerjoin(found, and_(found.c.district == page.c.district, found.c.day == page.c.day))
        .outerjoin(places, and_(places.c.theatre == THEATRE, places.c.code == page.c.district))
        .outerjoin(
            province, and_(province.c.theatre == THEATRE, province.c.code == places.c.province)
        )
        .outerjoin(claims, and_(claims.c.theatre == THEATRE, claims.c.revision == found.c.opened))
        .outerjoin(last_day, found.c.opened.is_not(None))
    )
    columns: list[ColumnElement[Any]] = [
        *(page.c.total, places.c.code, places.c.name),
        *(places.c.province, province.c.name, places.c.type),
        *(found.c.status, found.c.opened, found.c.next_latest),
        *(claims.c.valid_from, claims.c.earliest, claims.c.latest),
        *(claim_of(last_day.c.winner), last_day.c.last_confirmed),
        shape.c.simplified if drawn else cast(null(), Text),
    ]
    if drawn:
        tables = tables.outerjoin(shape, shape.c.code == places.c.code)
    return select(*columns).select_from(tables).order_by(page.c.district, page.c.day)


def _found(rule: str, sought: Sought, *, drawn: bool) -> CTE:
    """Select the periods that are sought: their district, and the number of the `day` they began.

    Columns: those of `_periods` beside, null where a district has none.
    """
    members = _members(sought)
    period = _periods(rule, members)
    within = and_(
        period.c.latest <= UNTIL,
        or_(period.c.next_latest.is_(None), period.c.next_latest > FROM),
    )
    whose = members if drawn else period
    day = func.coalesce(period.c.latest - FIRST + 1, NEVER)
    columns = (period.c.status, period.c.opened, period.c.next_latest)
    found = select(whose.c.district, day.label("day"), *columns)
    if drawn:
        own = and_(period.c.district == members.c.district, within)
        found = found.select_from(members.outerjoin(period, own))
    else:
        found = found.where(within)
    if sought.opened is not None:
        found = found.where(period.c.opened == sought.opened)
    if sought.statuses:
        steps = [step for step in sought.statuses if step is not None]
        absent = period.c.status.is_(None) if None in sought.statuses else literal(value=False)
        found = found.where(or_(period.c.status.in_(steps), absent))
    return found.cte("found")


def _members(sought: Sought) -> Subquery:
    """Select the districts of the set that are sought, as the column `district`."""
    if sought.district is not None:
        return one_district()
    if not (sought.province or sought.type or sought.bbox):
        return set_of_districts()
    of_set = and_(
        *(set_members.c.theatre == places.c.theatre, set_members.c.set_id == SET_ID),
        set_members.c.district == places.c.code,
    )
    member = select(places.c.code.label("district")).where(places.c.theatre == THEATRE)
    member = member.join(set_members, of_set)
    if sought.province is not None:
        member = member.where(places.c.province == sought.province)
    if sought.type is not None:
        member = member.where(places.c.type == sought.type)
    if sought.bbox is not None:
        shape = shapes()
        member = member.outerjoin(shape, shape.c.code == places.c.code)
        member = member.where(touches(func.coalesce(shape.c.geometry, places.c.centroid)))
    return member.subquery("members")


def _periods(rule: str, members: Subquery) -> Subquery:
    """Select where each period begins: where a winner's status differs from the one before it.

    Columns: `district`; `latest`, the day; `status`; the claim that `opened` the period; and
    `next_latest`, on which the next one begins.
    """
    c = coverage.alias()
    here = (c.c.district == members.c.district, c.c.latest <= DAY)
    day = winners(rule, *here, of=c).correlate(members).lateral("day")
    status = step_of(day.c.winner)
    before = func.lag(status).over(partition_by=members.c.district, order_by=day.c.latest)
    told = (members.c.district, day.c.latest, status.label("status"), before.label("before"))
    turn = (
        select(*told, claim_of(day.c.opening).label("opened"))
        .select_from(members.join(day, true()))
        .subquery("turn")
    )
    after = func.lead(turn.c.latest).over(partition_by=turn.c.district, order_by=turn.c.latest)
    return (
        select(
            *(turn.c.district, turn.c.latest, turn.c.status, turn.c.opened),
            after.label("next_latest"),
        )
        .where(turn.c.status.is_distinct_from(turn.c.before))
        .subquery("period")
    )
