"""Where is a district? The boundaries that count on a day, and what lies in a box.

On day V as known at revision R that version counts which was recorded last among those that R
knows and whose valid days hold V. Cells that were drawn have no such days: they count where no
other does.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, ScalarSelect, Subquery, bindparam, func, or_, select

from app.db.models import boundaries, boundary_versions
from app.queries.control_at import DAY, REVISION, THEATRE
from app.queries.literals import ONE

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east crosses the antimeridian."""

WGS84 = 4326


def shapes() -> Subquery:
    """Select `code`, `geometry`, `simplified` (GeoJSON text) and `area_m2` of the view.

    The area is null where cells were drawn.
    """
    version = of_version("revision", THEATRE, REVISION, DAY)
    shape = boundaries.c
    return (
        select(shape.code, shape.geometry, shape.simplified, shape.area_m2)
        .where(shape.theatre == THEATRE, shape.revision == version)
        .subquery("shapes")
    )


def of_version(
    column: str,
    theatre: ColumnElement[str],
    revision: ColumnElement[int],
    day: ColumnElement[date],
) -> ScalarSelect[Any]:
    """Select a column of the version that counts on a day, as known at a revision."""
    version = boundary_versions.c
    return (
        select(version[column])
        .where(
            version.theatre == theatre,
            version.revision <= revision,
            or_(version.valid_from.is_(None), version.valid_from <= day),
            or_(version.valid_to.is_(None), version.valid_to >= day),
        )
        .order_by(version.revision.desc())
        .limit(ONE)
        .correlate_except(boundary_versions)
        .scalar_subquery()
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
