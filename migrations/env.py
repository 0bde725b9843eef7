"""Which database do migrations go to? The caller's connection, else FRONTLINE_OWNER_DATABASE_URL.

Only a developer's own `alembic` command comes without a connection, to write a new migration.
"""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection

from app.db.engines import owner_engine
from app.db.models import metadata
from app.settings import read_settings


def run(connection: Connection) -> None:
    """Run what was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        include_object=alembic_helpers.include_object,
        render_item=alembic_helpers.render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with owner_engine(read_settings()).begin() as own:
        run(own)
