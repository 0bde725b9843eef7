"""How does the schema get to this release's, while others may use it or migrate it too?"""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from app.db.grants import grant_service
from app.db.schema import SCRIPTS, refuse_newer

OTHERS_MAY_TAKE = "SET LOCAL lock_timeout = '10min'"
READERS_MAY_TAKE = "SET LOCAL lock_timeout = '5s'"  # waiting for one holds up all that come later
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('frontline migrate'))")


def migrate(engine: Engine, service_role: str) -> None:
    """Bring the schema to the newest revision as its owner; all of it or nothing.

    Then grant `service_role` what the service needs. It is safe to repeat and to run twice at once.
    Raises NotReady if the schema is newer than this release.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(OTHERS_MAY_TAKE)
        connection.execute(ONE_AT_A_TIME)
        refuse_newer(connection)
        connection.exec_driver_sql(READERS_MAY_TAKE)
        command.upgrade(alembic_config(connection), "head")
        grant_service(connection, service_role)


def alembic_config(connection: Connection) -> Config:
    """Point Alembic's commands to our scripts and to `connection`, in its transaction."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config
