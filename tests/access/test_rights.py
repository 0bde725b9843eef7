"""The service's role owns nothing in the database, and can't change what was said."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from app.api.csv_table import csv_table
from app.db.grants import CHANGES
from app.db.models import metadata

TABLES = metadata.sorted_tables
MADE_BY_THE_OWNER = {"theatres", "places", "place_names", "keys"}
PASSING = {"answered"}
"""What is kept for a day only."""


def refuses(connection: Connection, statement: str) -> bool:
    """Tell whether the role may not, whatever rows there are."""
    try:
        with connection.begin_nested() as tried:
            connection.exec_driver_sql(statement)
            tried.rollback()
    except (ProgrammingError, IntegrityError) as error:
        return getattr(error.orig, "sqlstate", None) == "42501"
    return False


def changes(table: Table) -> Iterator[tuple[str, bool]]:
    for column in table.columns:
        allowed = column.name in CHANGES.get(table.name, "").split(", ")
        yield f'UPDATE {table.name} SET "{column.name}" = "{column.name}"', allowed


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_service_changes_only_the_columns_that_follow_from_the_ledger(
    connection: Connection, table: Table
) -> None:
    for statement, allowed in changes(table):
        assert refuses(connection, statement) is not allowed, statement


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_service_deletes_nothing_and_owns_nothing(connection: Connection, table: Table) -> None:
    name = table.name
    assert refuses(connection, f"DELETE FROM {name}") is (name not in PASSING)
    for statement in (
        f"TRUNCATE {name}",
        f"DROP TABLE {name}",
        f"ALTER TABLE {name} ADD COLUMN mine int",
        f"ALTER TABLE {name} DISABLE TRIGGER ALL",
    ):
        assert refuses(connection, statement), statement
    if name in MADE_BY_THE_OWNER:
        assert refuses(connection, f"INSERT INTO {name} DEFAULT VALUES")


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine ()", "SET session_replication_role = replica", "CREATE ROLE other"],
)
def test_the_service_gets_past_no_trigger(connection: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_no_cell(sign: str) -> None:
    cell = csv_table(["name"], [[f"{sign}1+1"]]).decode().split("\r\n", 1)[1]
    assert cell.lstrip('"').startswith("'")
