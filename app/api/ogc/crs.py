"""In which coordinates does a client ask, and in which is it answered?"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from math import atan, degrees, exp, log, pi, radians, tan
from typing import Any

import orjson

RADIUS_M = 6378137.0
"""Of the sphere on which EPSG:3857 is defined."""

EDGE = 85.051128779806604
"""The latitude at which that map ends."""

Point = Callable[[float, float], tuple[float, float]]


class Crs(StrEnum):
    """The coordinate reference systems on offer, by their addresses."""

    CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"
    MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"


def drawn_in(crs: Crs, geometry: str | None) -> str | None:
    """Write GeoJSON text, which is in CRS84, in other coordinates; None: there is no geometry."""
    if geometry is None or crs is Crs.CRS84:
        return geometry
    shape = orjson.loads(geometry)
    move = _swapped if crs is Crs.WGS84 else _projected
    return orjson.dumps({**shape, "coordinates": _moved(shape["coordinates"], move)}).decode()


def corner(crs: Crs, first: float, second: float) -> tuple[float, float]:
    """Read a pair of coordinates as longitude and latitude."""
    if crs is Crs.CRS84:
        return first, second
    return _swapped(first, second) if crs is Crs.WGS84 else _unprojected(first, second)


def _moved(coordinates: Sequence[Any], move: Point) -> Sequence[Any]:
    if isinstance(coordinates[0], int | float):
        return move(coordinates[0], coordinates[1])
    return [_moved(each, move) for each in coordinates]


def _swapped(first: float, second: float) -> tuple[float, float]:
    return second, first


def _projected(lon: float, lat: float) -> tuple[float, float]:
    """Project degrees onto the map, in metres, to the centimetre."""
    north = log(tan(pi / 4 + radians(min(max(lat, -EDGE), EDGE)) / 2))
    return round(RADIUS_M * radians(lon), 2), round(RADIUS_M * north, 2)


def _unprojected(x: float, y: float) -> tuple[float, float]:
    return degrees(x / RADIUS_M), degrees(2 * atan(exp(y / RADIUS_M)) - pi / 2)
