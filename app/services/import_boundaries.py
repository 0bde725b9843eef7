"""How do boundaries that someone published become those of a theatre?

The rows of a file are matched with districts, wrong rings are repaired, and what is simplified for
maps keeps shared borders shared. One event brings all of it; the versions before it stay.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from app.services.progress import Track, untold
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
    """A file, and how it is read: which layer (None: the one that fits), up to how many bytes.

    A dry run records nothing.
    """

    file: Path
    layer: str | None
    limit: int
    dry_run: bool = False


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
    engine: Engine, theatre: str, wanted: Wanted, about: About, track: Track = untold
) -> Imported:
    """Import a file as the owner: all of it or nothing.

    Raises TheatreNotFound, and DraftRejected for what can't be read or fits no district.
    """
    _check(about, datetime.now(UTC).date())
    work = _Import(engine, theatre, wanted, about)
    stages = [work.read, work.match, work.simplify, work.record]
    for stage in track(stages[:2] if wanted.dry_run else stages, "Importing boundaries"):
        stage()
    return work.imported()


class _Import:
    """An import that is under way, stage by stage."""

    def __init__(self, engine: Engine, theatre: str, wanted: Wanted, about: About) -> None:
        self.engine = engine
        self.theatre = theatre
        self.wanted = wanted
        self.about = about
        self.revision: int | None = None
        with engine.connect() as connection:
            self.words = fetch_words(connection, theatre)
            self.centroids = _centroids(connection, theatre)
        if not self.words.places:
            raise TheatreNotFound(theatre)

    def read(self) -> None:
        """Read the layer that fits, and repair its shapes."""
        with TemporaryDirectory(prefix="frontline-") as folder:
            layers = find_layers(self.wanted.file, self.wanted.limit, Path(folder))
            self.layer = choose_layer(layers, self.words, self.wanted.layer)
            self.table, wkb = read_rows(self.layer)
        self.shapes, self.reasons = read_polygons(wkb)

    def match(self) -> None:
        """Find the district that each row draws."""
        self.columns = choose_columns(self.table, self.words)
        said = labels(self.table, self.columns)
        self.rows = match_rows(said, self.shapes, self.words, self.centroids)
        self.drawn = _drawn(self.rows, self.shapes, self.reasons)

    def simplify(self) -> None:
        """Simplify what is drawn, for maps."""
        shapes = np.array([one.shape for one in self.drawn.values()])
        self.geometries = as_ewkb(shapes)
        self.simplified = shapely.to_geojson(simplify(shapes))

    def record(self) -> None:
        """Record the event, and let the planner know of the new rows."""
        with self.engine.begin() as connection:
            bound = {"shapes": [bytes.fromhex(one) for one in self.geometries]}
            areas = connection.scalars(_areas(), bound).all()
            ledger = Ledger(connection, self.theatre)
            version = {
                **self.about._asdict(),
                "revision": ledger.next,
                "digest": _digest(self.wanted.file),
            }
            rows = [*self._rows(ledger.next, areas)]
            brought = {boundary_versions: [version], boundaries: rows}
            self.revision = ledger.add("boundaries", brought)
            ledger.close()
        with self.engine.begin() as connection:
            connection.execute(text("ANALYZE boundaries"))

    def _rows(self, revision: int, areas: Sequence[float]) -> Iterator[Row]:
        shown = zip(self.drawn.items(), self.geometries, self.simplified, areas, strict=True)
        for (code, one), geometry, simplified, area in shown:
            yield {
                "revision": revision,
                "code": code,
                "geometry": geometry,
                "simplified": simplified,
                "matched_by": one.matched_by,
                "repaired": one.repaired,
                "area_m2": round(area),
            }

    def imported(self) -> Imported:
        """Tell what became of it."""
        districts = {code for code, place in self.words.places.items() if place.level == DISTRICT}
        repaired = {code: one.repaired for code, one in self.drawn.items() if one.repaired}
        lacking = sorted(districts - self.drawn.keys())
        told = (self.layer.name, self.columns, self.rows, repaired, lacking)
        return Imported(*told, self.revision)


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


def _digest(file: Path) -> bytes:
    """Digest a file as it came."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


def _areas() -> Select[Any]:
    """Select the area of each of the bound `shapes` on the ellipsoid, in m²."""
    shape = func.ST_GeomFromEWKB(func.unnest(bindparam("shapes", type_=ARRAY(LargeBinary))))
    return select(func.ST_Area(func.geography(shape)))
