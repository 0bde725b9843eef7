"""Where does a map draw districts while no boundaries are loaded? In cells around centroids.

The cells are those of Voronoi, drawn in Web Mercator, which keeps angles, and cut off where no
centroid is near. They say which district is next to which, and nothing of where a border runs.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, func, select

from app.db.models import boundaries, boundary_versions, places
from app.domain.vocabulary import DISTRICT
from app.services.facts import Rows
from app.services.geometry import as_ewkb, as_multipolygons, round_to

SCHEMATIC = "schematic"
TITLE = "Cells around the centroids of districts; they show no border that exists."
RADIUS_M = 6_378_137.0
"""The radius of the sphere of Web Mercator."""

CONCAVITY = 0.35
MARGIN_M = 25_000.0


def cell_rows(connection: Connection, theatre: str, revision: int) -> Rows:
    """Give the rows of an event that draws a cell for each district with a centroid; none: {}."""
    centroids = connection.execute(
        select(
            func.min(places.c.code),  # of two at one point, one has the cell
            func.ST_X(places.c.centroid),
            func.ST_Y(places.c.centroid),
        )
        .where(places.c.theatre == theatre, places.c.centroid.is_not(None))
        .where(places.c.level == DISTRICT)
        .group_by(places.c.centroid)
        .order_by(func.min(places.c.code))
    ).all()
    if not centroids:
        return {}
    cells = as_multipolygons(draw_cells([(lon, lat) for _, lon, lat in centroids]))
    texts = zip(as_ewkb(cells), shapely.to_geojson(round_to(cells)), strict=True)
    drawn = [
        {"revision": revision, "code": code, "geometry": geometry, "simplified": simplified}
        for (code, *_), (geometry, simplified) in zip(centroids, texts, strict=True)
    ]
    version = {"revision": revision, "source": SCHEMATIC, "title": TITLE, "licence": None}
    return {boundary_versions: [version], boundaries: drawn}


def drawn_in_cells(connection: Connection, theatre: str) -> bool:
    """Tell whether there are no boundaries yet but those drawn here."""
    versions = select(boundary_versions.c.source).where(boundary_versions.c.theatre == theatre)
    newest = versions.order_by(boundary_versions.c.revision.desc()).limit(1)
    return connection.scalar(newest) in {None, SCHEMATIC}


def draw_cells(centroids: Sequence[tuple[float, float]]) -> Any:
    """Draw the cell of each centroid: an array of shapes in degrees, in their order.

    Centroids are (longitude, latitude) in degrees; no two are equal.
    """
    points = shapely.multipoints(_to_mercator(np.array(centroids)))
    near = shapely.buffer(shapely.concave_hull(points, CONCAVITY), MARGIN_M)
    cells = np.array([near])
    if len(centroids) > 1:
        diagram = shapely.voronoi_polygons(points, extend_to=near, ordered=True)
        cells = shapely.get_parts(diagram)
        shapely.prepare(near)
        cut = ~shapely.covers(near, cells)
        cells[cut] = shapely.intersection(cells[cut], near)
    return shapely.transform(cells, _from_mercator)


def _to_mercator(degrees: Any) -> Any:
    lon, lat = np.radians(degrees).T
    return RADIUS_M * np.column_stack([lon, np.arctanh(np.sin(lat))])


def _from_mercator(metres: Any) -> Any:
    x, y = metres.T / RADIUS_M
    return np.degrees(np.column_stack([x, np.arcsin(np.tanh(y))]))
