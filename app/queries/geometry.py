"""Where is a district? The newest boundaries known at a revision, and what lies in a box."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Subquery, bindparam, func, or_, select

from app.db.models import boundaries, boundary_versions
from app.queries.control_at import REVISION, THEATRE

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east crosses the antimeridian."""

WGS84 = 4326


def shapes(revision: ColumnElement[int] = REVISION) -> Subquery:
    """Select `code`, `geometry` and `simplified` (GeoJSON text) as known at the revision."""
    version = (
        select(func.max(boundary_versions.c.revision, type_=BigInteger))
        .where(boundary_versions.c.theatre == THEATRE, boundary_versions.c.revision <= revision)
        .scalar_subquery()
    )
    return (
        select(boundaries.c.code, boundaries.c.geometry, boundaries.c.simplified)
        .where(boundaries.c.theatre == THEATRE, boundaries.c.revision == version)
        .subquery("shapes")
    )


def touches(geometry: ColumnElement[Any]) -> ColumnElement[bool]:
    """Hold where the geometry touches the box given as `box_binds`."""
    bind = {
        side: bindparam(side, type_=Float)
        for side in ("west", "east", "south", "north", "west_beyond", "east_beyond")
    }
    ends = (("west", "east"), ("west_beyond", "east_beyond"))
    return or_(
        *(
            func.ST_Intersects(
                geometry,
                func.ST_MakeEnvelope(bind[west], bind["south"], bind[east], bind["north"], WGS84),
            )
            for west, east in ends
        )
    )


def box_binds(box: BBox) -> dict[str, float]:
    """Part a box at the antimeridian; a box that does not cross it stands twice."""
    west, south, east, north = box
    crosses = west > east
    return {
        "west": west,
        "east": 180.0 if crosses else east,
        "west_beyond": -180.0 if crosses else west,
        "east_beyond": east,
        "south": south,
        "north": north,
    }
