"""How does a ledger travel whole? As `ledger.jsonl`: a line per event, with all that it brought.

Loaded elsewhere it gives the same revisions, instants and hashes; each is checked on the way.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Date, DateTime, LargeBinary, Table

from app.db.models import redactable_texts, theatres
from app.domain.chain import seal
from app.errors import DraftRejected, Fault
from app.services.facts import FACTS, UNCOVERED, Row, Rows, read_events
from app.services.gazetteer import create_theatre
from app.services.progress import Track, untold
from app.services.record_events import Ledger, Origin

NAME = "ledger.jsonl"
FORMAT = "frontline-ledger-1"

_TABLES = {table.name: table for table in FACTS}


def ledger_lines(connection: Connection, theatre: str, head: Row) -> Iterator[bytes]:
    """Give a theatre's events line by line, in a transaction that sees one state throughout."""
    first = {"format": FORMAT, "theatre": theatre, **head}
    yield orjson.dumps(first, default=_hex) + b"\n"
    for event, brought in read_events(connection, theatre):
        rows = {
            str(table.name): [_travelling(table, row) for row in found]
            for table, found in brought.items()
        }
        line = {str(name): event[name] for name in event if name != "theatre"} | {"rows": rows}
        yield orjson.dumps(line, default=_hex) + b"\n"


def restore_ledger(connection: Connection, path: Path, track: Track = untold) -> Ledger:
    """Record a ledger as it was elsewhere; the caller closes it.

    Raises DraftRejected with the line of the first event that does not fit its hash, or its texts.
    """
    with path.open("rb") as lines:
        first = read_head(path, next(lines, b""))
        ledger: Ledger | None = None
        for number in track(range(2, first["revision"] + 2), "Restoring the ledger"):
            event, rows = _event(path, number, next(lines, b""))
            if not all(map(_is_sealed, rows.get(redactable_texts, ()))):
                raise _broken(path, number, "A text does not fit its digest: it was changed.")
            if ledger is None:
                create_theatre(connection, rows)
                ledger = Ledger(connection, first["theatre"])
            ledger.origin = Origin(event["recorded_by"], event["recorded_at"])
            ledger.add(event["kind"], rows)
            if ledger.head_hash != event["hash"]:
                raise _broken(path, number, "The event does not fit its hash: it was changed.")
        if ledger is None or ledger.head_hash.hex() != first["head_hash"]:
            raise _broken(path, 1, "The last event does not have the hash that this line names.")
    return ledger


def read_head(path: Path, line: bytes) -> dict[str, Any]:
    """Read the first line: the format, the theatre, its revision and head hash."""
    try:
        head = orjson.loads(line)
        if head["format"] == FORMAT and head["revision"] > 0:
            return {"theatre": head["theatre"], **head}
    except (ValueError, KeyError, TypeError):
        pass
    raise _broken(path, 1, f"This is no ledger of the format {FORMAT}.")


def _event(path: Path, number: int, line: bytes) -> tuple[Row, Rows]:
    try:
        event = orjson.loads(line)
        rows = {
            _TABLES[name]: [dict(_typed(_TABLES[name], row)) for row in found]
            for name, found in event.pop("rows").items()
        }
        event["recorded_at"] = datetime.fromisoformat(event["recorded_at"])
        event["hash"] = bytes.fromhex(event["hash"])
    except (ValueError, KeyError, TypeError):
        raise _broken(path, number, "This is no event: the file was cut or changed.") from None
    return event, rows


def _is_sealed(text: Row) -> bool:
    """Whether a text is the one that the hash stands for, or was blanked."""
    value, salt = text.get("value"), text.get("salt")
    return value is None or (salt is not None and seal(salt, value) == text.get("digest"))


def _travelling(table: Table, row: Row) -> Row:
    left_out = {"theatre", "_revision"}
    if table is theatres:
        left_out |= UNCOVERED[theatres]
    return {str(name): value for name, value in row.items() if name not in left_out}


def _typed(table: Table, row: Row) -> Iterator[tuple[str, Any]]:
    """Give values the types that their columns have in Python."""
    for name, value in row.items():
        type_ = table.c[name].type
        if value is None:
            yield name, None
        elif isinstance(type_, LargeBinary):
            yield name, bytes.fromhex(value)
        elif isinstance(type_, DateTime):
            yield name, datetime.fromisoformat(value)
        elif isinstance(type_, Date):
            yield name, date.fromisoformat(value)
        else:
            yield name, value


def _hex(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} does not travel")


def _broken(path: Path, line: int, detail: str) -> DraftRejected:
    fault = Fault(file=path.name, line=line, detail=detail)
    return DraftRejected(f"{path} can't be restored; nothing was recorded.", [fault])
