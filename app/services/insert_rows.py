"""How do many rows get into a table at once? As one JSON text, in one statement.

The statement's text is the same for any number of rows, so that it is planned once.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, Insert, Table, Text, bindparam, cast, column, func, select
from sqlalchemy import insert as plain_insert

from app.services.facts import Row


def insert_rows(connection: Connection, table: Table, theatre: str, rows: Sequence[Row]) -> None:
    """Insert rows of one theatre; a column that a row does not name becomes null."""
    if any(hasattr(column.type, "geometry_type") for column in table.columns):
        connection.execute(plain_insert(table), [{**row, "theatre": theatre} for row in rows])
        return
    binds = {"of_theatre": theatre, "rows": orjson.dumps(rows, default=_bytea).decode()}
    connection.execute(insert_statement(table), binds)


@cache
def insert_statement(table: Table) -> Insert:
    """Insert what the bind `rows` holds, a JSON list, into the theatre of the bind `of_theatre`."""
    given = [c for c in table.columns if c.name != "theatre"]
    rows = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        .table_valued(*(column(c.name, c.type) for c in given))
        .render_derived(name="given", with_types=True)
    )
    theatre = bindparam("of_theatre", type_=Text)
    names = ["theatre", *(c.name for c in given)]
    return plain_insert(table).from_select(names, select(theatre, *rows.c))


def _bytea(value: Any) -> str:
    """Write bytes as PostgreSQL reads them."""
    if isinstance(value, bytes):
        return rf"\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} has no form in JSON")
