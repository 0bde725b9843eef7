"""What does a theatre hold, as a folder that people can read and another service can load?

The tables are for people, and for a fresh start; `ledger.jsonl` is the ledger itself.
"""

import csv
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.errors import TheatreNotFound
from app.queries.theatres import Theatre, fetch_theatres
from app.services.export_tables import TABLES, Cells
from app.services.ledger_file import NAME, write_ledger

FIELDS = (
    *("id", "code", "title", "licence", "attribution", "note"),
    *("falls_to", "default_set", "default_policy"),
)


def export_theatre(engine: Engine, theatre: str, folder: Path) -> Theatre:
    """Write a theatre's folder as it is in one moment; give the theatre at that moment.

    Files of the same names are overwritten. Raises TheatreNotFound.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = fetch_theatres(connection, theatre)
        if not found:
            raise TheatreNotFound(theatre)
        ((shown, _),) = found
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "theatre.toml").write_text("\n".join(_toml(shown)), "utf-8")
        for name, table in TABLES.items():
            _write(folder / f"{name}.csv", table(connection, shown))
        with (folder / NAME).open("wb") as file:
            head = {"revision": shown.revision, "head_hash": shown.head_hash}
            write_ledger(connection, theatre, head, file)
    return shown


def _write(path: Path, cells: Cells) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cells.header)
        writer.writerows(cells.rows)


def _toml(theatre: Theatre) -> list[str]:
    """Write theatre.toml. A string in JSON is a basic string in TOML."""
    lines = _entry({name: getattr(theatre, name) for name in FIELDS})
    for actor in theatre.actors:
        lines += ["", "[[actors]]", *_entry(actor)]
    for status in theatre.scale.statuses:
        lines += ["", "[[statuses]]", *_entry(status._asdict())]
    for set_ in theatre.sets:
        lines += ["", "[[sets]]", *_entry({k: v for k, v in set_.items() if k != "total"})]
    return [*lines, ""]


def _entry(values: dict[str, Any]) -> list[str]:
    return [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
