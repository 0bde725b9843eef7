"""Are keys made, listed and revoked, and never kept in clear?"""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from app.db.models import keys
from app.services.issue_key import Scope, create_key, key_hash, list_keys, revoke_key


def test_a_key_is_kept_as_a_hash_alone(owner_connection: Connection) -> None:
    key = create_key(owner_connection, "desk", [Scope.CLAIMS_REVIEW, Scope.CLAIMS_WRITE])
    assert re.fullmatch(r"fl_[A-Za-z0-9]{8}_[A-Za-z0-9]{43}", key)
    row = owner_connection.execute(select(keys).where(keys.c.hash == key_hash(key))).one()
    assert row.scopes == ["claims:review", "claims:write"]
    assert row.prefix == key[3:11]
    assert key not in str(row)
    assert re.fullmatch(r"k_[A-Za-z0-9]{12}", row.id)


def test_two_keys_of_one_name_differ(owner_connection: Connection) -> None:
    made = {create_key(owner_connection, "desk", [Scope.ADMIN]) for _ in range(5)}
    assert len(made) == 5


def test_keys_are_listed_oldest_first(owner_connection: Connection) -> None:
    expires_at = datetime.now(UTC) + timedelta(days=1)
    for name in ("first", "second"):
        create_key(owner_connection, name, [Scope.ADMIN], expires_at)
    listed = list_keys(owner_connection)
    assert [key.name for key in listed] == ["first", "second"]
    assert listed[0].expires_at == expires_at
    assert listed[0].revoked_at is None


def test_revoking_counts_from_the_first_time(owner_connection: Connection) -> None:
    create_key(owner_connection, "desk", [Scope.ADMIN])
    (key,) = list_keys(owner_connection)
    assert revoke_key(owner_connection, key.id)
    (once,) = list_keys(owner_connection)
    assert once.revoked_at is not None
    assert revoke_key(owner_connection, key.id)
    assert list_keys(owner_connection) == [once]


def test_an_unknown_key_is_told(owner_connection: Connection) -> None:
    assert not revoke_key(owner_connection, "k_unknown")
