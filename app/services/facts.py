"""Which rows does an event bring, and what of them does its hash cover?

A fact stands in one or more tables, under the revision that brought it. Its content, as the chain
hashes it and as an export writes it, is these rows with every column but the theatre's.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, literal, select

from app.db import models as m
from app.domain.chain import canonical, chained

Row = dict[str, Any]
Rows = Mapping[Table, list[Row]]

FACTS: dict[Table, Column[Any] | None] = {
    m.theatres: None,
    m.actors: None,
    m.places: m.places.c.revision,
    m.place_names: m.place_names.c.revision,
    m.populations: m.populations.c.revision,
    m.statuses: m.statuses.c.revision,
    m.crosswalks: m.crosswalks.c.revision,
    m.method_notes: m.method_notes.c.revision,
    m.district_sets: m.district_sets.c.revision,
    m.set_members: m.district_sets.c.revision,
    m.boundary_versions: m.boundary_versions.c.revision,
    m.boundaries: m.boundaries.c.revision,
    m.sources: m.sources.c.revision,
    m.reports: m.reports.c.id,
    m.claims: m.claims.c.revision,
    m.originals: m.originals.c.revision,
    m.reviews: m.reviews.c.revision,
    m.figures: m.figures.c.revision,
    m.redactions: m.redactions.c.revision,
    m.redactable_texts: m.redactable_texts.c.revision,
}
"""The tables of facts, in an order in which they can be filled, with the column that tells the
revision. None: the first event brought all rows."""

UNCOVERED = {
    m.theatres: {"revision", "recorded_at", "head_hash", "wins_revision"},  # the head, which moves
    m.redactable_texts: {"value", "salt"},  # may be blanked; the digest stands for them
}
LATER = {
    m.boundary_versions: {"attribution", "valid_from", "valid_to", "origin", "digest"},
    m.boundaries: {"matched_by", "repaired", "area_m2"},
}
"""Columns that are younger than the first ledgers: where they are null, no hash covers them."""

_COVERED = {
    table: [c.name for c in table.columns if c.name not in {"theatre", *UNCOVERED.get(table, ())}]
    for table in FACTS
}
READ_AT_ONCE = 2_000


def content(rows: Rows) -> dict[str, list[Row]]:
    """Give what the hash of an event covers: its rows by table, in an order of their own."""
    return {
        table.name: _sorted([_covered(table, row) for row in rows[table]])
        for table in FACTS
        if rows.get(table)
    }


def link(previous: bytes, theatre: str, event: Row, rows: Rows) -> bytes:
    """Hash an event with its rows onto the hash before it."""
    said = {name: event[name] for name in ("revision", "recorded_at", "kind", "recorded_by")}
    return chained(previous, {"theatre": theatre, **said, "content": content(rows)})


def read_events(connection: Connection, theatre: str) -> Iterator[tuple[Row, Rows]]:
    """Read a whole ledger in the order of its revisions: each event with the rows it brought.

    Geometries are hexadecimal EWKB. Use it in a transaction that sees one state throughout.
    """
    events = m.events.select().where(m.events.c.theatre == theatre).order_by(m.events.c.revision)
    streams = {table: _by_revision(connection, table, theatre) for table in FACTS}
    waiting = {table: next(stream, (0, [])) for table, stream in streams.items()}
    for event in _stream(connection, events):
        brought = {}
        for table, (revision, rows) in waiting.items():
            if revision == event["revision"]:
                brought[table] = rows
        for table in brought:
            waiting[table] = next(streams[table], (0, []))
        yield event, brought


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=canonical) if len(rows) > 1 else rows


def _covered(table: Table, row: Row) -> Row:
    covered = {name: row.get(name) for name in _COVERED[table]}
    for name in LATER.get(table, ()):
        if covered[name] is None:
            del covered[name]
    return covered


def _by_revision(
    connection: Connection, table: Table, theatre: str
) -> Iterator[tuple[int, list[Row]]]:
    stream = _stream(connection, _rows(table, theatre))
    for revision, rows in groupby(stream, lambda row: row["_revision"]):
        yield revision, list(rows)


def _stream(connection: Connection, statement: Select[Any]) -> Iterator[Row]:
    options = {"yield_per": READ_AT_ONCE}
    with connection.execute(statement, execution_options=options) as found:
        for row in found.mappings():
            yield dict(row)


def _rows(table: Table, theatre: str) -> Select[Any]:
    """Select a table's facts of a theatre, with `_revision`, in its order."""
    columns: list[ColumnElement[Any]] = [
        func.encode(func.ST_AsEWKB(column, "NDR"), "hex").label(column.name)
        if hasattr(column.type, "geometry_type")
        else column
        for column in table.columns
    ]
    revision = FACTS[table]
    own = m.theatres.c.id if table is m.theatres else table.c.theatre
    statement = select(*columns, (literal(1) if revision is None else revision).label("_revision"))
    if table is m.set_members:
        of_the_set = (m.district_sets.c.theatre == table.c.theatre) & (
            m.district_sets.c.id == table.c.set_id
        )
        statement = statement.join_from(table, m.district_sets, of_the_set)
    return statement.where(own == theatre).order_by("_revision")
