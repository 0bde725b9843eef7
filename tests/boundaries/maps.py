"""Small boundary files for the theatre of `tests.folders`: five districts in two provinces."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import shapely
from pyogrio.raw import write

SQUARES = {
    "D11": shapely.box(10.0, 50.0, 10.5, 50.5),
    "D12": shapely.box(10.5, 50.0, 11.0, 50.5),
    "D13": shapely.box(10.0, 50.5, 11.0, 51.0),
    "D21": shapely.box(12.0, 50.0, 12.5, 50.5),
    "D22": shapely.box(12.5, 50.5, 13.0, 51.0),
}
"""Districts by code, in degrees; each holds its centroid."""

DRIVERS = {".geojson": "GeoJSON", ".shp": "ESRI Shapefile", ".gpkg": "GPKG"}


def write_map(
    path: Path,
    columns: Mapping[str, Sequence[object]] | None = None,
    shapes: Sequence[Any] | None = None,
    *,
    crs: str = "EPSG:4326",
    layer: str | None = None,
) -> Path:
    """Write a file in the format that its name ends in; by default the squares with their codes.

    Further layers go into the same GeoPackage.
    """
    columns = {"pcode": [*SQUARES]} if columns is None else columns
    shapes = [*SQUARES.values()] if shapes is None else shapes
    known = [shape for shape in shapes if shape is not None]
    write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [_column(cells) for cells in columns.values()],
        fields=[*columns],
        geometry_type=known[0].geom_type
        if len({one.geom_type for one in known}) == 1
        else "Unknown",
        crs=crs,
        layer=layer,
        driver=DRIVERS[path.suffix],
        append=path.exists(),
    )
    return path


def zipped(path: Path, *beside: Path) -> Path:
    """Pack a file with those that have its name, and others, into a zip beside it."""
    packed = path.with_suffix(".zip")
    with ZipFile(packed, "w") as archive:
        for each in (*sorted(path.parent.glob(f"{path.stem}.*")), *beside):
            if each != packed:
                archive.write(each, f"maps/{each.name}")
    return packed


def _column(cells: Sequence[object]) -> Any:
    numbers = all(isinstance(cell, int | float) for cell in cells)
    return np.array(cells, dtype=None if numbers else object)
