"""Which rows bring a theatre's places, scale and sets into the ledger, as far as they are new?"""

from collections.abc import Iterable, Iterator
from struct import pack
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from app.db.models import (
    actors,
    crosswalks,
    district_sets,
    method_notes,
    place_names,
    places,
    populations,
    set_members,
    statuses,
    theatres,
)
from app.domain.chain import START
from app.domain.names import fold
from app.domain.vocabulary import DISTRICT, PROVINCE, THEATRE
from app.services.facts import Row, Rows
from app.services.folder_rows import DistrictRow, PlaceRow, Point
from app.services.theatre_folder import Folder, Theatre

ENGLISH = "en"
EWKB_POINT, WGS84 = 0x20000001, 4326


def theatre_rows(theatre: Theatre) -> dict[Table, list[Row]]:
    """Give the rows of a theatre without events, and of its actors."""
    row = {
        **theatre.model_dump(exclude={"actors", "statuses", "sets", "method"}),
        "attribution": theatre.attribution.strip(),
        "note": (theatre.note or "").strip() or None,
    }
    parties = [
        {"id": actor.id, "label": actor.label, "ordering": ordering}
        for ordering, actor in enumerate(theatre.actors)
    ]
    return {theatres: [row], actors: parties}


def create_theatre(connection: Connection, rows: Rows) -> None:
    """Insert a theatre and its actors: the ledger's row is there before its first event."""
    (row,) = rows[theatres]
    connection.execute(insert(theatres), [{**row, "head_hash": START}])
    parties = [{**party, "theatre": row["id"]} for party in rows[actors]]
    connection.execute(insert(actors), parties)


def place_rows(folder: Folder, theatre: Theatre, revision: int) -> dict[Table, list[Row]]:
    """Give all rows of the gazetteer, sets and scale that a folder has, under a revision."""
    rows = {
        places: [*_places(folder, theatre)],
        place_names: [*_names(folder, theatre)],
        populations: [row.model_dump() for _, row in folder.population],
        statuses: [_status(status.model_dump()) for status in theatre.statuses],
        crosswalks: [row.model_dump() for _, row in folder.crosswalk],
        method_notes: [
            {**note.model_dump(), "ordering": ordering}
            for ordering, note in enumerate(theatre.method)
        ],
        district_sets: [
            {**set_.model_dump(), "ordering": ordering}
            for ordering, set_ in enumerate(theatre.sets)
        ],
        set_members: [
            {"set_id": set_id, "district": row.code}
            for _, row in folder.districts
            for set_id in dict.fromkeys(row.sets)
        ],
    }
    for table, found in rows.items():
        if table is not set_members:
            for row in found:
                row["revision"] = revision
    return rows


def what_is_new(
    connection: Connection, theatre: str, rows: dict[Table, list[Row]]
) -> dict[Table, list[Row]]:
    """Leave out what the theatre has by key. A set that it has is a fixed list."""
    new = {}
    for table, found in rows.items():
        keys = [column for column in table.primary_key.columns if column.name != "theatre"]
        known = {
            tuple(row)
            for row in connection.execute(select(*keys).where(table.c.theatre == theatre))
        }
        if table is set_members:
            fixed = {set_id for set_id, _ in known}
            new[table] = [row for row in found if row["set_id"] not in fixed]
        else:
            new[table] = [row for row in found if _key(row, keys) not in known]
    return {table: found for table, found in new.items() if found}


def _key(row: Row, keys: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in keys)


def _status(status: Row) -> Row:
    return {"ordering": status.pop("order"), **status}


def _places(folder: Folder, theatre: Theatre) -> Iterator[Row]:
    whole = {"code": theatre.code, "level": THEATRE, "name": theatre.title}
    yield _place(whole | {"code_system": "iso-3166" if len(theatre.code) == 2 else "local"})
    for _, row in folder.provinces:
        yield _place({**_shared(row), "level": PROVINCE})
    for _, district in folder.districts:
        yield _place(_district(district))


def _district(row: DistrictRow) -> Row:
    return {
        **_shared(row),
        "level": DISTRICT,
        "province": row.province,
        "type": row.type,
        "temporary": row.temporary,
        "cut_from": row.parent,
        "seat": _ewkb(row.seat),
        "basis": row.basis,
    }


def _shared(row: PlaceRow) -> Row:
    return {
        "code": row.code,
        "code_system": row.code_system,
        "name": row.name_en,
        "centroid": _ewkb(row.centroid),
    }


def _place(given: Row) -> Row:
    """Fill a row of places: all rows name all columns, so that they go in as one batch."""
    absent = dict.fromkeys(("province", "type", "cut_from", "seat", "centroid", "basis"))
    return {**absent, "temporary": False, **given}


def _names(folder: Folder, theatre: Theatre) -> Iterator[Row]:
    """Give the names of each place, those of its own row first in each language."""
    given: dict[str, list[tuple[str, str, str | None]]] = {
        theatre.code: [(ENGLISH, theatre.title, None)]
    }
    for _, place in (*folder.provinces, *folder.districts):
        given[place.code] = [(lang, name, None) for lang, name in place.names.items()]
    for _, other in folder.names:
        given[other.code].append((other.lang, other.name, other.source))
    for code, names in given.items():
        seen = set()
        for ordering, (lang, name, source) in enumerate(names):
            if (lang, name) not in seen:
                seen.add((lang, name))
                row = {"code": code, "lang": lang, "name": name, "folded": fold(name)}
                yield {**row, "ordering": ordering, "source": source}


def _ewkb(point: Point) -> str | None:
    """Write a point as PostGIS does, in hexadecimal: what is stored is what was hashed."""
    if point is None:
        return None
    return pack("<BIIdd", 1, EWKB_POINT, WGS84, *point).hex()
