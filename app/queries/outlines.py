"""Where is a province? Around its districts, by the shapes that they have at a revision."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, func, select

from app.db.models import places
from app.queries.control_at import THEATRE, View
from app.queries.geometry import BBox, box_binds, shapes, touches

TOLERANCE = 0.002
"""Degrees by which an outline may be off."""

DECIMALS = 4


def fetch_outlines(
    connection: Connection, view: View, bbox: BBox | None = None
) -> dict[str, str | None]:
    """Fetch the outlines of provinces, as GeoJSON text by code; None: no district has a shape.

    `bbox` keeps the provinces that touch it, by their outline, else by their centroid.
    """
    binds = view.binds | (box_binds(bbox) if bbox else {})
    rows = connection.execute(outlines_statement(located=bbox is not None), binds)
    return {row.code: row.outline for row in rows}


@cache
def outlines_statement(*, located: bool) -> Select[Any]:
    """Select the `code` and the `outline` of all provinces."""
    shape, district = shapes(), places.alias("district")
    outline = (
        select(district.c.province, func.ST_Union(shape.c.geometry).label("geometry"))
        .join_from(
            shape,
            district,
            and_(district.c.theatre == THEATRE, district.c.code == shape.c.code),
        )
        .group_by(district.c.province)
        .subquery("outline")
    )
    plain = func.ST_SimplifyPreserveTopology(outline.c.geometry, TOLERANCE)
    statement = (
        select(places.c.code, func.ST_AsGeoJSON(plain, DECIMALS, type_=Text).label("outline"))
        .outerjoin_from(places, outline, outline.c.province == places.c.code)
        .where(places.c.theatre == THEATRE, places.c.level == 1)
    )
    if located:
        return statement.where(touches(func.coalesce(outline.c.geometry, places.c.centroid)))
    return statement
