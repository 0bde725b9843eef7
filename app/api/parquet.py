"""How does a table travel to those who compute with it? As Parquet, or GeoParquet with shapes.

It needs pyarrow, which comes with `frontline[parquet]`.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence

import shapely

from app.api.answers import dumps
from app.errors import NotAcceptable

GEOMETRY = "geometry"
GEO = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}},
}
"""The metadata of GeoParquet; coordinates are WGS 84 degrees, longitude first."""

MISSING = "Parquet is not installed here: the operator adds frontline[parquet]."


def parquet(
    columns: Mapping[str, str],
    rows: Iterable[Sequence[object]],
    about: object,
    shapes: Sequence[str | None] | None = None,
) -> bytes:
    """Write a table; `columns` are names with Arrow's types, `shapes` GeoJSON texts of the rows.

    `about` is what the file says of itself, as JSON under `frontline`. Raises NotAcceptable where
    Parquet is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - it may not be installed
        from pyarrow.parquet import write_table  # noqa: PLC0415
    except ImportError:
        raise NotAcceptable(MISSING) from None
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    fields = {name: _arrow(pa, type_) for name, type_ in columns.items()}
    arrays = [pa.array(cell, fields[name]) for name, cell in zip(columns, cells, strict=True)]
    metadata = {"frontline": dumps(about)}
    names = [*columns]
    if shapes is not None:
        names.append(GEOMETRY)
        arrays.append(pa.array(_wkb(shapes), pa.binary()))
        metadata["geo"] = json.dumps(GEO).encode()
    table = pa.table(arrays, names=names).replace_schema_metadata(metadata)
    file = io.BytesIO()
    write_table(table, file, compression="zstd")
    return file.getvalue()


def _arrow(pa: object, name: str) -> object:
    """Find a type by its name; `strings` are a list of them."""
    if name == "strings":
        return pa.list_(pa.string())  # type: ignore[attr-defined]
    return getattr(pa, name)()


def _wkb(shapes: Sequence[str | None]) -> Sequence[bytes | None]:
    wkb: Sequence[bytes | None] = shapely.to_wkb(shapely.from_geojson(list(shapes)))
    return wkb
