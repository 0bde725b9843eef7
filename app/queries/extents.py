"""How far does a theatre reach, on the map?"""

from typing import Any

from sqlalchemy import Connection, Float, Select, cast, func, select

from app.db.models import boundaries, places
from app.queries.geometry import BBox


def fetch_extents(connection: Connection) -> dict[str, BBox]:
    """Fetch the box around all places of each theatre, by all shapes they ever had."""
    rows = connection.execute(extents_statement())
    return {theatre: (west, south, east, north) for theatre, west, south, east, north in rows}


def extents_statement() -> Select[Any]:
    """Select each theatre that is on the map, and west, south, east, north in degrees."""
    located = select(places.c.theatre, places.c.centroid.label("geometry")).union_all(
        select(boundaries.c.theatre, boundaries.c.geometry)
    )
    geometry = located.subquery("located")
    extent = func.ST_Extent(geometry.c.geometry)
    sides = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    return (
        select(geometry.c.theatre, *(cast(side(extent), Float) for side in sides))
        .where(geometry.c.geometry.is_not(None))
        .group_by(geometry.c.theatre)
    )
