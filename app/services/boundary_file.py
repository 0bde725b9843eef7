"""What does a file of boundaries hold? GeoJSON, Shapefile or GeoPackage, zipped or not, by GDAL.

A file is known by its first bytes, so that GDAL opens nothing that points elsewhere. What is packed
is unpacked only as far as the limit.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import DraftRejected
from app.services.zipped_folder import unpack

ENDINGS = (".shp", ".geojson", ".json", ".gpkg")
BEGINNINGS = (b"SQLite format 3\0", b"\x00\x00\x27\x0a")
ZIP, BYTE_ORDER_MARK = b"PK\x03\x04", b"\xef\xbb\xbf"
TELLING = "OUiu"
"""Kinds of columns, as NumPy has them, that may hold codes or names: text and whole numbers."""

WGS84 = {"EPSG:4326", "OGC:CRS84", "EPSG:4979"}
_RAISE = "FRONTLINE_BOUNDARIES_LIMIT_BYTES sets how large it may be."

Table = dict[str, list[str]]


class Layer(NamedTuple):
    """A table of polygons in a file."""

    path: Path
    name: str

    def __str__(self) -> str:
        """Name it apart from others of its name, in other files of a zip."""
        return f"{self.path.name}:{self.name}"


def find_layers(file: Path, limit: int, folder: Path) -> list[Layer]:
    """Find the layers of polygons in a file; `folder` is for what is unpacked.

    `limit` is in bytes, of the file and of what is packed in it. Raises DraftRejected.
    """
    if file.stat().st_size > limit:
        raise DraftRejected(f"{file.name} is larger than {limit:,} bytes. {_RAISE}")
    with file.open("rb") as opened:
        packed = opened.read(4) == ZIP
    files = list(_unpacked(file, limit, folder)) if packed else [file]
    if not files:
        endings = ", ".join(ENDINGS)
        raise DraftRejected(f"{file.name} holds no file that ends in {endings}.")
    layers = [layer for each in files for layer in _layers(each)]
    if not layers:
        raise DraftRejected(f"{file.name} holds no layer of polygons.")
    return layers


def read_table(layer: Layer) -> Table:
    """Read the columns of text and whole numbers, as text; nothing is empty text."""
    return _read(layer, geometry=False)[0]


def read_rows(layer: Layer) -> tuple[Table, Sequence[bytes | None]]:
    """Read the columns, and the shape of each row as WKB in degrees; None: it has none.

    Raises DraftRejected for another coordinate system than WGS 84.
    """
    table, shapes, system = _read(layer, geometry=True)
    if system not in WGS84:
        raise DraftRejected(
            f"{layer.name} is in {system or 'a coordinate system that it does not tell'}, not in"
            " WGS 84: convert it, as with `ogr2ogr -t_srs EPSG:4326 NEW OLD`."
        )
    return table, shapes


def _unpacked(file: Path, limit: int, folder: Path) -> Iterator[Path]:
    for path in unpack(file, folder, limit, _RAISE):
        if path.suffix.lower() in ENDINGS and not path.name.startswith("."):
            yield path


def _layers(file: Path) -> Iterator[Layer]:
    with file.open("rb") as opened:
        begins = opened.read(16).removeprefix(BYTE_ORDER_MARK).lstrip()
    if not begins.startswith((*BEGINNINGS, b"{")):
        raise DraftRejected(f"{file.name} is no GeoJSON, Shapefile, GeoPackage, or zip of one.")
    with _gdal(file) as gdal:
        for name, type_ in gdal.list_layers(file):
            if type_ == "Unknown" or "Polygon" in (type_ or ""):
                yield Layer(file, str(name))


def _read(layer: Layer, *, geometry: bool) -> tuple[Table, Sequence[bytes | None], str | None]:
    with _gdal(layer.path) as gdal:
        meta, _, shapes, columns = gdal.raw.read(
            layer.path, layer=layer.name, read_geometry=geometry, force_2d=True
        )
    table = {
        str(name): [str(cell) if cell is not None else "" for cell in cells]
        for name, cells in zip(meta["fields"], columns, strict=True)
        if cells.dtype.kind in TELLING
    }
    return table, shapes, meta["crs"]


@contextmanager
def _gdal(file: Path) -> Iterator[Any]:
    """Lend GDAL, and turn what it says of a file that it can't read into a DraftRejected."""
    import pyogrio.raw  # noqa: PLC0415 - it takes 100 MB with all that it finds, also in workers

    try:
        yield pyogrio
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise DraftRejected(f"{file.name} can't be read: {error}") from None
