"""What does a theatre hold, as a folder that people can read and another service can load?

The tables are for people, and for a fresh start; `ledger.jsonl` is the ledger itself. Whatever the
size of a theatre, no more of it is in memory than what one of its events brought.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, select

from app.errors import TheatreNotFound
from app.queries.method import Method, fetch_method, method_document
from app.queries.theatres import Theatre, fetch_theatres
from app.services.export_manifest import NAME as MANIFEST
from app.services.export_manifest import Measured, manifest
from app.services.export_tables import TABLES, Cells
from app.services.facts import READ_AT_ONCE
from app.services.ledger_file import NAME, ledger_lines
from app.services.zipped_folder import File, zipped

FIELDS = (
    *("id", "code", "title", "licence", "attribution", "note"),
    *("falls_to", "default_set", "default_policy"),
)
AT_ONCE = 65_536


class Export(NamedTuple):
    """A theatre as it was in one moment, and its files, each to be read before the next one."""

    theatre: Theatre
    method: dict[str, Any]
    files: Iterator[File]


def export_theatre(engine: Engine, theatre: str, path: Path) -> Theatre:
    """Write a theatre's folder, or a zip of it where the path ends in `.zip`.

    Files of the same names are overwritten. Raises TheatreNotFound.
    """
    with exporting(engine, theatre) as export:
        if path.suffix == ".zip":
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, zipped(export.files))
        else:
            path.mkdir(parents=True, exist_ok=True)
            for name, parts in export.files:
                _write(path / name, parts)
    return export.theatre


@contextmanager
def exporting(engine: Engine, theatre: str) -> Iterator[Export]:
    """See one state of the database while a theatre's files are read. Raises TheatreNotFound."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(select(func.set_config("statement_timeout", "0", True)))
        found = fetch_theatres(connection, theatre)
        if not found:
            raise TheatreNotFound(theatre)
        ((shown, _),) = found
        told = fetch_method(connection, theatre)
        method = method_document(shown, told)
        connection.execution_options(yield_per=READ_AT_ONCE)
        contents = _contents(connection, shown, told)
        yield Export(shown, method, _files(contents, shown, method))


def _files(contents: Iterator[File], theatre: Theatre, method: dict[str, Any]) -> Iterator[File]:
    """Give the files with what is in them; the manifest, which has their hashes, comes last."""
    measured = []
    for name, parts in contents:
        measured.append(Measured(name, parts))
        yield name, measured[-1]
    yield MANIFEST, [manifest(theatre, method, measured)]


def _contents(connection: Connection, theatre: Theatre, told: Method) -> Iterator[File]:
    yield "theatre.toml", ["\n".join(_toml(theatre, told)).encode()]
    for name, table in TABLES.items():
        yield f"{name}.csv", _csv(table(connection, theatre))
    head = {"revision": theatre.revision, "head_hash": theatre.head_hash}
    yield NAME, ledger_lines(connection, theatre.id, head)


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


def _csv(cells: Cells) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(cells.header)
    for row in cells.rows:
        writer.writerow(row)
        if text.tell() > AT_ONCE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _toml(theatre: Theatre, told: Method) -> list[str]:
    """Write theatre.toml. A string in JSON is a basic string in TOML."""
    lines = _entry({name: getattr(theatre, name) for name in FIELDS})
    for actor in theatre.actors:
        lines += ["", "[[actors]]", *_entry(actor)]
    for status in theatre.scale.statuses:
        lines += ["", "[[statuses]]", *_entry(status._asdict())]
    for set_ in theatre.sets:
        lines += ["", "[[sets]]", *_entry({k: v for k, v in set_.items() if k != "total"})]
    for note in told.notes:
        lines += ["", "[[method]]", *_entry(note)]
    return [*lines, ""]


def _entry(values: dict[str, Any]) -> list[str]:
    return [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
