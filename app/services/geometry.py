"""How do shapes become what is stored and served: whole, valid, and simplified for maps?"""

from collections.abc import Sequence
from math import ceil, log10
from typing import Any

import numpy as np
import shapely

from app.errors import DraftRejected

WGS84 = 4326
DECIMALS = 4
"""Of a degree, in geometry for maps: about ten metres."""

STEPS = 1500
"""The longer side of all shapes in steps of a map: bends smaller than a step are left out."""


def read_polygons(wkb: Sequence[bytes | None]) -> tuple[Any, list[str | None]]:
    """Read multipolygons in degrees; where rings were wrong, they are repaired and it is said how.

    What has no polygon in it is an empty one. Raises DraftRejected for what are no degrees.
    """
    closed = shapely.from_wkb(wkb, on_invalid="ignore")
    shapes = np.array([*shapely.from_wkb(wkb, on_invalid="fix")], dtype=object)
    coordinates = shapely.get_coordinates(shapes)
    if not (np.abs(coordinates) <= (180, 90)).all():  # nor does what is no number
        raise DraftRejected("The file has coordinates that are no degrees of WGS 84.")
    reasons: list[str | None] = [None] * len(shapes)
    for row in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)):
        reasons[row] = shapely.is_valid_reason(shapes[row]).split("[")[0].strip()
        shapes[row] = shapely.make_valid(shapes[row], method="structure", keep_collapsed=False)
    for row in np.flatnonzero(shapely.is_missing(closed) & ~shapely.is_missing(shapes)):
        reasons[row] = "Ring not closed"
    return as_multipolygons(shapes), reasons


def simplify(shapes: Any) -> Any:
    """Simplify multipolygons together, so that borders that are shared stay shared.

    Ground that several cover, or slivers that none does, goes to one of them first.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    step = max(east - west, north - south) / STEPS
    cleaned = shapely.coverage_clean(shapes, gap_width=step, snapping_distance=step / 4)
    covered = shapely.is_empty(cleaned)
    simplified = shapely.coverage_simplify(cleaned, step)
    simplified[covered] = shapely.simplify(shapes[covered], step)
    rounded = round_to(simplified, max(DECIMALS, ceil(-log10(step)) + 1))
    sound = shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded)
    return as_multipolygons(rounded if sound else simplified)


def round_to(shapes: Any, decimals: int = DECIMALS) -> Any:
    """Round coordinates, in degrees; equal ones stay equal."""
    return shapely.transform(shapes, lambda degrees: np.round(degrees, decimals))


def as_ewkb(shapes: Any) -> list[str]:
    """Write shapes as PostGIS does, in hexadecimal: what is stored is what was hashed."""
    located = shapely.set_srid(shapes, WGS84)
    options = {"hex": True, "byte_order": 1, "include_srid": True, "output_dimension": 2}
    return [text.lower() for text in shapely.to_wkb(located, **options)]


def as_multipolygons(shapes: Any) -> Any:
    """Turn each shape into a multipolygon of the polygons in it, outer rings counter-clockwise."""
    return shapely.orient_polygons(np.array([_polygons_in(shape) for shape in shapes]))


def _polygons_in(shape: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection may hold multipolygons
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
