"""A throw-away, migrated PostGIS; what a test writes on its connection is rolled back."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from app.db.cluster import Cluster
from app.db.engines import owner_engine
from app.db.migrate import migrate
from app.db.provision import OWNER, SERVICE
from app.services.load_theatre import load
from app.settings import Settings

collect_ignore = ["torture"]  # takes minutes: `make torture` names it

AsOwner = Callable[[Connection], AbstractContextManager[None]]
NewDatabase = Callable[[], Settings]
Superuser = Callable[[Engine], Engine]

AFGHANISTAN = Path(__file__).parents[1] / "data" / "afghanistan"
TEMPLATE = "template_test"
_NUMBERS = count(1)


def settings_for(owner_url: URL, service_url: URL) -> Settings:
    """Point settings to a database of tests; any other is refused."""
    for url in (owner_url, service_url):
        if not (url.database or "").endswith("_test"):
            raise ValueError(f"{url.database} is not a database of tests: its name ends in _test")
    return Settings(
        database_url=SecretStr(service_url.render_as_string(hide_password=False)),
        owner_database_url=SecretStr(owner_url.render_as_string(hide_password=False)),
    )


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """The folder of a cluster that runs while the tests do, and whose databases all end with it."""
    with (
        tempfile.TemporaryDirectory(prefix="frontline-") as folder,
        Cluster(Path(folder), database=TEMPLATE, durable=False) as urls,
    ):
        migrate(owner_engine(settings_for(*urls)), SERVICE)
        yield Path(folder)


@pytest.fixture(scope="session")
def settings(home: Path) -> Iterator[Settings]:
    """The settings of a service on a new, migrated database, which all tests share."""
    with Cluster(home, database="frontline_test", durable=False) as urls:
        settings = settings_for(*urls)
        migrate(owner_engine(settings), SERVICE)
        yield settings


@pytest.fixture(scope="session")
def afghanistan(settings: Settings) -> Settings:
    """The same settings, once the theatre of Afghanistan is loaded."""
    load(owner_engine(settings), AFGHANISTAN)
    return settings


@pytest.fixture
def superuser(home: Path) -> Superuser:
    """Connect to the database of an engine as the superuser, whom no trigger and no key holds."""
    return lambda engine: superuser_engine(home, engine.url)


@pytest.fixture
def new_database(home: Path) -> NewDatabase:
    """Make further databases, each empty and migrated: what a test commits there is its own."""
    return lambda: empty_database(home)


def superuser_engine(home: Path, url: URL) -> Engine:
    passwords = json.loads((home / "cluster" / "passwords.json").read_text())
    role = {"username": "postgres", "password": passwords["superuser"]}
    return create_engine(url.set(**role), poolclass=NullPool)


def empty_database(home: Path) -> Settings:
    name = f"frontline_{next(_NUMBERS)}_test"
    with Cluster(home, database=TEMPLATE, durable=False) as urls:
        engine = superuser_engine(home, urls.owner_url.set(database="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        made = f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}"
        connection.exec_driver_sql(made)
    return settings_for(*(url.set(database=name) for url in urls))


@pytest.fixture
def owner_connection(settings: Settings) -> Iterator[Connection]:
    """A connection as the owner, in a transaction that is rolled back.

    Code under test may use savepoints on it (`begin_nested`), but can't commit.
    """
    engine = owner_engine(settings)
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def connection(owner_connection: Connection) -> Connection:
    """The very connection of the owner, with the rights of the service alone."""
    owner_connection.exec_driver_sql(f"SET LOCAL ROLE {SERVICE}")
    return owner_connection


@pytest.fixture
def as_owner() -> AsOwner:
    """Lend a connection the rights of the owner, inside a `with`, as to make a theatre."""

    @contextmanager
    def lend(connection: Connection) -> Iterator[None]:
        connection.exec_driver_sql("RESET ROLE")
        yield
        connection.exec_driver_sql(f"SET LOCAL ROLE {SERVICE}")

    return lend


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements that any engine sends while the test runs, savepoints left out."""
    sent: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    yield sent
    event.remove(Engine, "before_cursor_execute", record)
