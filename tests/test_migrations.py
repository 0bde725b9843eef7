"""Do the migrations make the tables of the models, go back, and run once whoever runs them?"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import Connection, event, text

from app.db.engines import owner_engine
from app.db.migrate import alembic_config, migrate
from app.db.provision import SERVICE
from app.db.schema import NEWER, OLDER, check_schema
from app.errors import NotReady
from tests.conftest import NewDatabase

TABLES = text("SELECT count(*) FROM pg_tables WHERE tableowner = 'frontline_owner'")


def test_the_models_and_the_migrations_agree(owner_connection: Connection) -> None:
    command.check(alembic_config(owner_connection))


def test_down_and_up_again(owner_connection: Connection) -> None:
    before = owner_connection.scalar(TABLES)
    check_schema(owner_connection)
    command.downgrade(alembic_config(owner_connection), "base")
    with pytest.raises(NotReady, match=re.escape(OLDER)):
        check_schema(owner_connection)
    assert owner_connection.scalar(TABLES) == 1  # alembic_version
    command.upgrade(alembic_config(owner_connection), "head")
    check_schema(owner_connection)
    assert owner_connection.scalar(TABLES) == before


def test_a_schema_that_this_release_does_not_know_is_newer(owner_connection: Connection) -> None:
    owner_connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NotReady, match=re.escape(NEWER)):
        check_schema(owner_connection)


def test_a_newer_schema_is_left_alone(new_database: NewDatabase) -> None:
    engine = owner_engine(new_database())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NotReady, match=re.escape(NEWER)):
        migrate(engine, SERVICE)


def test_of_many_who_migrate_at_once_one_does(new_database: NewDatabase) -> None:
    engine = owner_engine(new_database())
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    made: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        made.extend(re.findall(r"CREATE TABLE (\w+)", statement))

    event.listen(engine, "before_cursor_execute", note)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(engine, SERVICE), range(4)))
    assert "events" in made
    assert len(made) == len(set(made))
    with engine.connect() as connection:
        check_schema(connection)
