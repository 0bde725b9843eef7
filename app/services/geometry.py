"""How do shapes look where they are stored and served?"""

from typing import Any

import numpy as np
import shapely

WGS84 = 4326
DECIMALS = 4
"""Of a degree, in geometry for maps: about ten metres."""


def as_ewkb(shapes: Any) -> list[str]:
    """Write multipolygons as PostGIS does, in hexadecimal: what is stored is what was hashed."""
    located = shapely.set_srid(as_multipolygons(shapes), WGS84)
    options = {"hex": True, "byte_order": 1, "include_srid": True, "output_dimension": 2}
    return [text.lower() for text in shapely.to_wkb(located, **options)]


def as_geojson(shapes: Any) -> list[str]:
    """Write multipolygons as GeoJSON, rounded for maps."""
    rounded = shapely.transform(as_multipolygons(shapes), lambda xy: np.round(xy, DECIMALS))
    return list(shapely.to_geojson(rounded))


def as_multipolygons(shapes: Any) -> Any:
    """Turn each geometry into a multipolygon of the polygons in it."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    inner, of_parts = shapely.get_parts(parts, return_index=True)
    polygon = shapely.get_type_id(inner) == shapely.GeometryType.POLYGON
    return shapely.multipolygons(inner[polygon], indices=of[of_parts][polygon])
