"""How is a write carried out? In one transaction, once, and committed before it is answered."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Engine, Select, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.db.models import answered
from app.errors import IdempotencyKeyReused, OutcomeUnknown
from app.services.authorize import Author
from app.services.record_events import Ledger, Origin

KEPT = timedelta(hours=24)
UNKNOWN = (
    "The database went away while this was recorded, so it may stand or not. Send it again with the"
    " same Idempotency-Key, which records it once; without one, look for it first."
)
REUSED = "This Idempotency-Key came with another request before: take a new key for a new one."


class Written(NamedTuple):
    """What is answered to a write; `replayed`: it was carried out before, and answered so."""

    status: int
    body: bytes
    location: str | None = None
    replayed: bool = False


class Attempt(NamedTuple):
    """A write that may be tried again: the client's key for it, and what tells it from another."""

    idempotency_key: str
    request: bytes

    @classmethod
    def of(cls, idempotency_key: str, *parts: bytes) -> "Attempt":
        """Make an attempt of the parts of a request: method, address, body."""
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return cls(idempotency_key, digest.digest())


class Work(NamedTuple):
    """What a write does on the locked ledger, and what of it can be done before, unlocked."""

    record: Callable[[Ledger], Written]
    check: Callable[[Connection, str], object] | None = None


def write(
    engine: Engine, theatre: str, author: Author, attempt: Attempt | None, work: Work
) -> Written:
    """Let `work` record events on a locked ledger; commit these with the answer, or nothing.

    An attempt that was answered within a day is not carried out again. Raises TheatreNotFound,
    IdempotencyKeyReused, OutcomeUnknown, and what `work` raises.
    """
    committing = False
    try:
        with engine.begin() as connection:
            written = _write(connection, theatre, author, attempt, work)
            committing = True
    except OperationalError as error:
        if committing and error.connection_invalidated:
            raise OutcomeUnknown(UNKNOWN) from error
        raise
    except IntegrityError as error:
        if _constraint(error) != "pk_answered":
            raise
        raise IdempotencyKeyReused(REUSED) from None  # on two theatres at once
    return written


def _write(
    connection: Connection, theatre: str, author: Author, attempt: Attempt | None, work: Work
) -> Written:
    known = _find(connection, author, attempt)
    if known is not None:
        return known
    if work.check is not None:
        work.check(connection, theatre)
    ledger = Ledger(connection, theatre, Origin(author.id))
    # The ledger is locked: of attempts that came at once, the others see the first's answer.
    known = _find(connection, author, attempt)
    if known is not None:
        return known
    written = work.record(ledger)
    if attempt is not None:
        _keep(connection, author, attempt, written)
    return written


def _find(connection: Connection, author: Author, attempt: Attempt | None) -> Written | None:
    if attempt is None:
        return None
    binds = {"by": author.id, "named": attempt.idempotency_key}
    row = connection.execute(_answer(), binds).one_or_none()
    if row is None or row.answered_at < datetime.now(UTC) - KEPT:
        return None
    if row.request != attempt.request:
        raise IdempotencyKeyReused(REUSED)
    return Written(row.status, row.body, row.location, replayed=True)


def _keep(connection: Connection, author: Author, attempt: Attempt, written: Written) -> None:
    """Keep the answer, and let go of those that are older than a day."""
    now = datetime.now(UTC)
    connection.execute(_forget(), {"before": now - KEPT})
    answer = {"status": written.status, "location": written.location, "body": written.body}
    row = {"key": author.id, **attempt._asdict(), **answer, "answered_at": now}
    connection.execute(insert(answered), [row])


@cache
def _answer() -> Select[Any]:
    return select(answered).where(
        answered.c.key == bindparam("by"), answered.c.idempotency_key == bindparam("named")
    )


@cache
def _forget() -> Delete:
    return delete(answered).where(answered.c.answered_at < bindparam("before"))


def _constraint(error: IntegrityError) -> str | None:
    diagnostic = getattr(error.orig, "diag", None)
    return getattr(diagnostic, "constraint_name", None)
