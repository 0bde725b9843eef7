"""What does a new PostgreSQL need before the migrations: roles, a database and its extensions."""

from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import Connection, sql

OWNER = "frontline_owner"  # owns the database and all in it
SERVICE = "frontline"  # owns nothing
EXTENSIONS = ("postgis", "pg_trgm")  # only a superuser may make them


class Passwords(NamedTuple):
    """The generated passwords of the three roles."""

    superuser: str
    owner: str
    service: str


def provision(socket_folder: Path, database: str, passwords: Passwords) -> None:
    """Make what is missing. It can be repeated, and finishes what was cut off."""
    with _superuser(socket_folder, "postgres", passwords) as connection:
        connection.execute("SET client_min_messages = warning")
        for role, password in ((OWNER, passwords.owner), (SERVICE, passwords.service)):
            if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
                _run(connection, "CREATE ROLE {} LOGIN", role)
            # Every time: a first run that was cut off may have left the role without one.
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), password)
            )
        _run(connection, "GRANT {} TO {}", SERVICE, OWNER)  # so the owner can try what it may do
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", database):
            _run(connection, "CREATE DATABASE {} OWNER {}", database, OWNER)
        _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, SERVICE)
    with _superuser(socket_folder, database, passwords) as connection:
        for extension in EXTENSIONS:
            if not _exists(connection, "SELECT FROM pg_extension WHERE extname = %s", extension):
                _run(connection, "CREATE EXTENSION {}", extension)


def _superuser(socket_folder: Path, database: str, passwords: Passwords) -> Connection:
    return psycopg.connect(
        host=str(socket_folder),
        dbname=database,
        user="postgres",
        password=passwords.superuser,
        autocommit=True,
    )


def _exists(connection: Connection, query: str, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None


def _run(connection: Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
