"""What does this release expect: of the database, and of those who call it?"""

import orjson
import typer

from app.cli.database import database, service_role
from app.db import migrate as migrations
from app.db.engines import owner_engine


def migrate() -> None:
    """Bring the database to this release's schema, and give the service its rights."""
    with database() as settings:
        migrations.migrate(owner_engine(settings), service_role(settings))


def openapi() -> None:
    """Print the HTTP contract as OpenAPI."""
    from app.main import create_app  # noqa: PLC0415 - FastAPI is slow to import

    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    typer.echo(orjson.dumps(create_app().openapi(), option=options).decode())
