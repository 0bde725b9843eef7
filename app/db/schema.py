"""Is the schema the one that this process was written for? If not, is it older, or newer?"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.errors import NotReady

SCRIPTS = Path(__file__).parents[2] / "migrations"
OLDER = "The schema is older than this release: run `frontline migrate`."
NEWER = "The schema is newer than this release: start the release that it was made for."


class Known(NamedTuple):
    """The revisions of the schema that a release knows, and those that it was written for."""

    revisions: frozenset[str]
    heads: frozenset[str]


@cache
def known() -> Known:
    """Read them once: a process stays of its release, whatever is installed while it runs."""
    scripts = ScriptDirectory(str(SCRIPTS))
    all_ = frozenset(script.revision for script in scripts.walk_revisions())
    return Known(all_, frozenset(scripts.get_heads()))


def check_schema(connection: Connection) -> None:
    """Raise NotReady if the schema is not this release's, and say what to do."""
    if refuse_newer(connection) != known().heads:
        raise NotReady(OLDER)


def refuse_newer(connection: Connection) -> frozenset[str]:
    """Give the revisions of the schema. Raises NotReady if this release does not know them."""
    found = frozenset(MigrationContext.configure(connection).get_current_heads())
    if not found <= known().revisions:
        raise NotReady(NEWER)
    return found
