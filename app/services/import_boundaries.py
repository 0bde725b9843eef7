"""How do boundaries that someone published become those of a theatre?

The rows of a file are matched with districts, wrong rings are repaired, and what is simplified for
maps keeps shared borders shared. One event brings all of it; the versions before it stay.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import shapely
from sqlalchemy import (
    ARRAY,
    Connection,
    Engine,
    LargeBinary,
    Select,
    bindparam,
    func,
    select,
    text,
)

from app.db.models import boundaries, boundary_versions, places
from app.domain.shape_matching import Columns, How, choose_columns, labels
from app.domain.vocabulary import DISTRICT
from app.errors import DraftRejected, TheatreNotFound
from app.services.boundary_file import find_layers, read_rows
from app.services.choose_layer import choose_layer
from app.services.draw_cells import SCHEMATIC
from app.services.facts import Row
from app.services.geometry import as_ewkb, as_multipolygons, read_polygons, simplify
from app.services.match_shapes import Row as Matched
from app.services.match_shapes import match_rows
from app.services.record_events import Ledger
from app.services.words import fetch_words


class About(NamedTuple):
    """What is said of boundaries: whose they are, and for which days they are valid.

    `valid_from` and `valid_to` are the first and the last day; None: without end.
    """

    source: str
    title: str
    licence: str | None
    attribution: str | None
    valid_from: date | None
    valid_to: date | None
    origin: str


class Wanted(NamedTuple):
    """A file, and how it is read: which layer (None: the one that fits), up to how many bytes."""

    file: Path
    layer: str | None
    limit: int


class Imported(NamedTuple):
    """What became of each row, which districts have no shape, and the event; None: a dry run.

    `repaired` tells by district what was wrong with its rings.
    """

    layer: str
    columns: Columns
    rows: list[Matched]
    repaired: dict[str, str]
    lacking: list[str]
    revision: int | None


class _Drawn(NamedTuple):
    shape: Any
    matched_by: How
    repaired: str | None


def import_boundaries(
    engine: Engine, theatre: str, wanted: Wanted, about: About, *, dry_run: bool = False
) -> Imported:
    """Import a file as the owner and in one transaction.

    Raises TheatreNotFound, and DraftRejected for what can't be read or fits no district.
    """
    _check(about, datetime.now(UTC).date())
    with engine.connect() as connection:
        words = fetch_words(connection, theatre)
        centroids = _centroids(connection, theatre)
    if not words.places:
        raise TheatreNotFound(theatre)
    with TemporaryDirectory(prefix="frontline-") as folder:
        layer = choose_layer(
            find_layers(wanted.file, wanted.limit, Path(folder)), words, wanted.layer
        )
        table, wkb = read_rows(layer)
    columns = choose_columns(table, words)
    shapes, reasons = read_polygons(wkb)
    matched = match_rows(labels(table, columns), shapes, words, centroids)
    drawn = _drawn(matched, shapes, reasons)
    revision = None if dry_run else _record(engine, theatre, drawn, _version(about, wanted.file))
    districts = {place.code for place in words.places.values() if place.level == DISTRICT}
    repaired = {code: one.repaired for code, one in drawn.items() if one.repaired}
    lacking = sorted(districts - drawn.keys())
    return Imported(layer.name, columns, matched, repaired, lacking, revision)


def _check(about: About, today: date) -> None:
    """Refuse days that have not come: until then nobody knows. The ledger's day is UTC's."""
    if about.source == SCHEMATIC:
        raise DraftRejected(f"{SCHEMATIC!r} is what cells are called: name another source.")
    if about.valid_from and about.valid_from > today:
        raise DraftRejected("Boundaries that are not valid yet can't be imported.")
    if about.valid_to and about.valid_to >= today:
        raise DraftRejected("Leave the last day out of boundaries that are valid now.")
    if about.valid_from and about.valid_to and about.valid_from > about.valid_to:
        raise DraftRejected("The last day comes before the first.")


def _centroids(connection: Connection, theatre: str) -> dict[str, Any]:
    point = (func.ST_X(places.c.centroid), func.ST_Y(places.c.centroid))
    known = (places.c.theatre == theatre, places.c.centroid.is_not(None))
    found = connection.execute(select(places.c.code, *point).where(*known))
    return {code: shapely.Point(lon, lat) for code, lon, lat in found}


def _drawn(
    rows: Sequence[Matched], shapes: Any, reasons: Sequence[str | None]
) -> dict[str, _Drawn]:
    """Give what draws each district, by code; rows that draw one together are united."""
    parts: dict[str, list[int]] = defaultdict(list)
    by: dict[str, How] = {}
    for at, row in enumerate(rows):
        if row.match:
            parts[row.match.district].append(at)
            by[row.match.district] = row.match.by
    if not parts:
        raise DraftRejected("No row could be matched with a district; nothing was recorded.")
    drawn = {}
    for code, ats in sorted(parts.items()):
        (shape,) = as_multipolygons(
            [shapely.union_all(shapes[ats]) if len(ats) > 1 else shapes[ats[0]]]
        )
        repaired = "; ".join(dict.fromkeys(why for at in ats if (why := reasons[at])))
        drawn[code] = _Drawn(shape, by[code], repaired or None)
    return drawn


def _version(about: About, file: Path) -> Row:
    """Give the row of the version; its digest is that of the file as it came."""
    with file.open("rb") as opened:
        return {**about._asdict(), "digest": hashlib.file_digest(opened, "sha256").digest()}


def _record(engine: Engine, theatre: str, drawn: dict[str, _Drawn], version: Row) -> int:
    shapes = np.array([one.shape for one in drawn.values()])
    geometries, simplified = as_ewkb(shapes), shapely.to_geojson(simplify(shapes))
    with engine.begin() as connection:
        areas = connection.scalars(_areas(), {"shapes": [bytes.fromhex(one) for one in geometries]})
        ledger = Ledger(connection, theatre)
        shown = zip(drawn.items(), geometries, simplified, areas, strict=True)
        rows = [
            {
                "revision": ledger.next,
                "code": code,
                "geometry": geometry,
                "simplified": text_,
                "matched_by": one.matched_by,
                "repaired": one.repaired,
                "area_m2": round(area),
            }
            for (code, one), geometry, text_, area in shown
        ]
        brought = {boundary_versions: [version | {"revision": ledger.next}], boundaries: rows}
        revision = ledger.add("boundaries", brought)
        ledger.close()
    with engine.begin() as connection:
        connection.execute(text("ANALYZE boundaries"))
    return revision


def _areas() -> Select[Any]:
    """Select the area of each of the bound `shapes` on the ellipsoid, in m²."""
    shape = func.ST_GeomFromEWKB(func.unnest(bindparam("shapes", type_=ARRAY(LargeBinary))))
    return select(func.ST_Area(func.geography(shape)))
