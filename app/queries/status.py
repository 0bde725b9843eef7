"""Who holds what: one row per district of the set, on the day of the view."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from app.db.models import claims, places
from app.queries.control_at import THEATRE, View, control_at


class DistrictStatus(NamedTuple):
    """A district and its status, as a step of the scale; None: not assessed.

    `mask` holds the statuses that are possible beside it. `opened` is the window of the claim that
    opened the period (EDTF, first and last day), `last_confirmed` the last day of the governing
    claim's window, `claim` its id.
    """

    code: str
    name: str
    province: str
    province_name: str
    type: str
    status: int | None
    mask: int
    claim: int | None
    last_confirmed: date | None
    edtf: str | None
    earliest: date | None
    latest: date | None


def fetch_status(connection: Connection, view: View) -> list[DistrictStatus]:
    """Fetch the status of every district of the set, by code."""
    rows = connection.execute(status_statement(view.policy.rule), view.binds)
    return [DistrictStatus(*row) for row in rows]


@cache
def status_statement(rule: str) -> Select[Any]:
    """Select the columns of DistrictStatus under the policies of a rule."""
    control = control_at(rule, since=True)
    province = places.alias("province")
    opening = claims.alias("opening")
    columns: list[ColumnElement[Any]] = [
        places.c.code,
        places.c.name,
        places.c.province,
        province.c.name,
        places.c.type,
        control.c.status,
        control.c.mask,
        control.c.claim,
        control.c.last_confirmed,
        opening.c.valid_from,
        opening.c.earliest,
        opening.c.latest,
    ]
    tables = (
        control.join(places, and_(places.c.theatre == THEATRE, places.c.code == control.c.district))
        .join(
            province,
            and_(province.c.theatre == THEATRE, province.c.code == places.c.province),
        )
        .outerjoin(
            opening, and_(opening.c.theatre == THEATRE, opening.c.revision == control.c.opened)
        )
    )
    return select(*columns).select_from(tables).order_by(places.c.code)
