"""Who is it that writes, and does their key allow it?"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select, update

from app.db.models import keys
from app.errors import KeyRefused, NotAllowed
from app.services.issue_key import Scope, key_hash

USE_NOTED_AFTER = timedelta(minutes=1)  # or each write would change the row of its key


class Author(NamedTuple):
    """The key that someone writes with: its id, which is shown, and what it allows."""

    id: str
    scopes: frozenset[str]

    def needs(self, scope: Scope, what_for: str) -> None:
        """Raise NotAllowed unless the key has the scope."""
        if scope not in self.scopes:
            raise NotAllowed(f"{what_for} needs a key with the scope {scope}.")


def authorize(connection: Connection, key: str | None, any_of: Collection[Scope]) -> Author:
    """Find the author that a key names and note its use; asked of the database each time.

    So a key that was revoked stops working at once. Raises KeyRefused, and NotAllowed when the key
    has none of the scopes; both name a key that there is, for the log.
    """
    now = datetime.now(UTC)
    found = connection.execute(_key(), {"given": key_hash(key or "")}).one_or_none()
    if key is None or found is None:
        raise KeyRefused("Write with a key: Authorization: Bearer KEY. The operator makes keys.")
    if found.revoked_at is not None:
        raise KeyRefused("This key was revoked: ask the operator for another.", found.id)
    if found.expires_at is not None and found.expires_at <= now:
        raise KeyRefused("This key has expired: ask the operator for another.", found.id)
    author = Author(found.id, frozenset(found.scopes))
    if not author.scopes.intersection(any_of):
        needed = " or ".join(any_of)
        raise NotAllowed(f"This needs a key with the scope {needed}.", author.id)
    if found.last_used_at is None or found.last_used_at < now - USE_NOTED_AFTER:
        connection.execute(update(keys).where(keys.c.id == author.id).values(last_used_at=now))
    return author


@cache
def _key() -> Select[Any]:
    facts = (keys.c.id, keys.c.scopes)
    times = (keys.c.expires_at, keys.c.revoked_at, keys.c.last_used_at)
    return select(*facts, *times).where(keys.c.hash == bindparam("given"))
