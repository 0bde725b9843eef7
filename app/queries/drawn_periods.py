"""Which periods lie within some days, and where on the map are their districts?"""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import claims, places
from app.queries.control_at import THEATRE, View, one_district, set_of_districts
from app.queries.geometry import BBox, box_binds, shapes, touches
from app.queries.runs import runs

FIRST, LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)


class DrawnPeriod(NamedTuple):
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
    claim: int | None
    last_confirmed: date | None
    edtf: str | None
    earliest: date | None
    latest: date | None
    next_latest: date | None
    geometry: str | None


def fetch_drawn_periods(
    connection: Connection,
    view: View,
    days: tuple[date | None, date | None] = (None, None),
    *,
    bbox: BBox | None = None,
    district: str | None = None,
) -> list[DrawnPeriod]:
    """Fetch the periods that lie within some days, wholly or in part, by code and time.

    `days` are the first and the last one, None: open. A district without such a period comes once,
    without a status. `district` asks for that one alone, whether or not it is in the set.
    """
    first, last = days
    binds = view.binds | {"first": first or date.min, "last": last or date.max}
    binds |= {"district": district, **(box_binds(bbox) if bbox else {})}
    statement = drawn_periods_statement(
        view.policy.rule, located=bbox is not None, one=district is not None
    )
    return [DrawnPeriod(*row) for row in connection.execute(statement, binds)]


@cache
def drawn_periods_statement(rule: str, *, located: bool = False, one: bool = False) -> Select[Any]:
    """Select the columns of DrawnPeriod under the policies of a rule."""
    members = one_district() if one else set_of_districts()
    province, opening, shape = places.alias("province"), claims.alias("opening"), shapes()
    period = _ended(runs(rule, members))
    within = and_(
        period.c.latest <= LAST,
        or_(period.c.next_latest.is_(None), period.c.next_latest > FIRST),
    )
    tables = (
        members.outerjoin(period, and_(period.c.district == members.c.district, within))
        .join(places, and_(places.c.theatre == THEATRE, places.c.code == members.c.district))
        .join(province, and_(province.c.theatre == THEATRE, province.c.code == places.c.province))
        .outerjoin(
            opening, and_(opening.c.theatre == THEATRE, opening.c.revision == period.c.opened)
        )
        .outerjoin(shape, shape.c.code == places.c.code)
    )
    columns: list[ColumnElement[Any]] = [
        *(places.c.code, places.c.name, places.c.province, province.c.name, places.c.type),
        *(period.c.status, period.c.opened, period.c.claim, period.c.last_confirmed),
        *(opening.c.valid_from, opening.c.earliest, opening.c.latest, period.c.next_latest),
        shape.c.simplified,
    ]
    statement = select(*columns).select_from(tables).order_by(places.c.code, period.c.latest)
    if located:
        statement = statement.where(touches(func.coalesce(shape.c.geometry, places.c.centroid)))
    return statement


def _ended(run: Subquery) -> Subquery:
    """Select each run once, with its first day and the next one's, and who governs on its last."""

    def final(column: ColumnElement[Any]) -> ColumnElement[Any]:
        in_order = aggregate_order_by(column, run.c.latest.desc())
        return func.array_agg(in_order, type_=ARRAY(column.type))[1]

    first = func.min(run.c.latest)
    return (
        select(
            *(run.c.district, run.c.status, run.c.opened, first.label("latest")),
            final(run.c.governing).label("claim"),
            final(run.c.last_confirmed).label("last_confirmed"),
            func.lead(first).over(partition_by=run.c.district, order_by=first).label("next_latest"),
        )
        .group_by(run.c.district, run.c.number, run.c.status, run.c.opened)
        .subquery("period")
    )
