"""How do rows get in? Few by INSERT, many by COPY, which takes a third of the time."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Connection, Table, insert

MANY = 1_000


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which all name the same columns; the constraints hold for either way."""
    if len(rows) < MANY:
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    adapt = [Jsonb if isinstance(table.c[name].type, JSON) else _as_it_is for name in names]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([to(row[name]) for name, to in zip(names, adapt, strict=True)])


def _as_it_is(value: object) -> object:
    return value
