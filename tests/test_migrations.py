"""Do the migrations make the tables of the models, and can they go back?"""

from alembic import command
from sqlalchemy import Connection, text

from app.db.migrate import alembic_config, migrations_at_head

TABLES = text("SELECT count(*) FROM pg_tables WHERE tableowner = 'frontline_owner'")


def test_the_models_and_the_migrations_agree(owner_connection: Connection) -> None:
    command.check(alembic_config(owner_connection))


def test_down_and_up_again(owner_connection: Connection) -> None:
    before = owner_connection.scalar(TABLES)
    assert migrations_at_head(owner_connection)
    command.downgrade(alembic_config(owner_connection), "base")
    assert not migrations_at_head(owner_connection)
    assert owner_connection.scalar(TABLES) == 1  # alembic_version
    command.upgrade(alembic_config(owner_connection), "head")
    assert migrations_at_head(owner_connection)
    assert owner_connection.scalar(TABLES) == before
