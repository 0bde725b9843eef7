"""How does someone get a key to write with, and how is it taken back?

A key is `fl_PREFIX_SECRET`. Its secret has 256 random bits, so a plain SHA-256 of the whole key is
all that is kept: there is nothing to guess that salt or stretching would slow down.
"""

import hashlib
import secrets
import string
from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from app.db.models import keys

ALPHABET = string.digits + string.ascii_letters
SECRET_LENGTH = 43  # 62 ** 43 > 2 ** 256


class Scope(StrEnum):
    """What a key allows."""

    CLAIMS_WRITE = "claims:write"
    CLAIMS_REVIEW = "claims:review"
    ADMIN = "admin"


class KeyFacts(NamedTuple):
    """What is known of a key, which is not the key. None: it has not happened, or never will."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


def create_key(
    connection: Connection,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
) -> str:
    """Record a new key and return it; it can't be had again. `expires_at` None: it does not."""
    prefix = _random(8)
    key = f"fl_{prefix}_{_random(SECRET_LENGTH)}"
    connection.execute(
        insert(keys).values(
            id=f"k_{_random(12)}",
            name=name,
            prefix=prefix,
            hash=key_hash(key),
            scopes=sorted(set(scopes)),
            created_at=datetime.now(UTC),
            expires_at=expires_at,
        )
    )
    return key


def key_hash(key: str) -> bytes:
    """Give what is stored of a key, and looked up when it is used."""
    return hashlib.sha256(key.encode()).digest()


def list_keys(connection: Connection) -> list[KeyFacts]:
    """List all keys, the revoked ones too, oldest first."""
    columns = [keys.c[name] for name in KeyFacts._fields]
    rows = connection.execute(select(*columns).order_by(keys.c.created_at, keys.c.id))
    return [KeyFacts(*row) for row in rows]


def revoke_key(connection: Connection, key_id: str) -> bool:
    """End a key from now on; the first time counts. False: there is no such key."""
    revoked_at = func.coalesce(keys.c.revoked_at, datetime.now(UTC))
    statement = update(keys).where(keys.c.id == key_id).values(revoked_at=revoked_at)
    return connection.execute(statement).rowcount > 0


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
