"""Where does a map draw districts while no boundaries are loaded? In cells around centroids.

The cells are those of Voronoi, drawn in Web Mercator, which keeps angles, and cut off where no
centroid is near. They say which district is next to which, and nothing of where a border runs.
"""

from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from app.db.models import boundaries, boundary_versions, places
from app.services.facts import Rows

SCHEMATIC = "schematic"
TITLE = "Cells around the centroids of districts; they show no border that exists."
WGS84, MERCATOR = 4326, 3857
CONCAVITY = 0.35
DECIMALS = 4
MARGIN_M = 25_000.0


def cell_rows(connection: Connection, theatre: str, revision: int) -> Rows:
    """Give the rows of an event that draws a cell for each district with a centroid; none: {}."""
    cells = [row._asdict() for row in connection.execute(_cells(theatre))]
    if not cells:
        return {}
    version = {"revision": revision, "source": SCHEMATIC, "title": TITLE, "licence": None}
    return {
        boundary_versions: [version],
        boundaries: [{**cell, "revision": revision} for cell in cells],
    }


def drawn_in_cells(connection: Connection, theatre: str) -> bool:
    """Tell whether there are no boundaries yet but those drawn here."""
    versions = select(boundary_versions.c.source).where(boundary_versions.c.theatre == theatre)
    newest = versions.order_by(boundary_versions.c.revision.desc()).limit(1)
    return connection.scalar(newest) in {None, SCHEMATIC}


def _cells(theatre: str) -> Select[Any]:
    """Select `code`, `geometry` (hexadecimal EWKB) and `simplified` (GeoJSON) of each cell."""
    point = func.ST_Transform(places.c.centroid, MERCATOR)
    points = (
        select(func.min(places.c.code).label("code"), point.label("point"))
        .where(places.c.theatre == theatre, places.c.centroid.is_not(None), places.c.level == 2)
        .group_by(places.c.centroid)  # of two at one point, one has the cell
        .cte("points")
    )
    together = func.ST_Collect(points.c.point)
    near = func.ST_Buffer(func.ST_ConcaveHull(together, CONCAVITY), MARGIN_M)
    frame = select(near.label("near")).cte("frame")
    polygons = func.ST_VoronoiPolygons(together, literal(0.0), near)
    parts = select(func.ST_Dump(polygons).geom.label("cell")).select_from(points).cte("parts")
    cut = func.ST_Intersection(parts.c.cell, frame.c.near)
    cell = func.ST_Multi(func.ST_CollectionExtract(func.ST_Transform(cut, WGS84), 3)).label("cell")
    drawn = (
        select(points.c.code, cell)
        .join_from(points, parts, func.ST_Contains(parts.c.cell, points.c.point))
        .join(frame, literal(1) == 1)
        .subquery("drawn")
    )
    return select(
        drawn.c.code,
        func.encode(func.ST_AsEWKB(drawn.c.cell, "NDR"), "hex").label("geometry"),
        func.ST_AsGeoJSON(drawn.c.cell, DECIMALS).label("simplified"),
    ).order_by(drawn.c.code)
