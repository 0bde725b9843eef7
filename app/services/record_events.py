"""How does anything get into the ledger? As an event: a revision, an instant, a link of the chain.

One transaction works on one theatre. It locks the theatre's row, so that commit order is the order
of revisions, without gaps. Rows are gathered and written many at once; the caller commits.
"""

import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    LargeBinary,
    Select,
    Table,
    Update,
    bindparam,
    func,
    select,
    update,
)

from app.db.heads import CHANNEL
from app.db.models import Code, actors, claims, events, reviews, theatres
from app.domain.chain import START, seal
from app.errors import BodyTooLarge, NotReady, TheatreNotFound
from app.services.derive_coverage import cover
from app.services.derive_wins import claims_since, win
from app.services.facts import FACTS, Row, Rows, link
from app.services.insert_rows import insert_rows

SALT_BYTES = 16
GATHERED_ROWS = 20_000
STAND_ALREADY = (theatres, actors)

RECORDED_WITHIN = timedelta(seconds=45)
"""From the instant of a record until it is there. What was known a minute ago counts as settled, so
nothing may be recorded at an instant so long gone."""


class Origin(NamedTuple):
    """Who records, and when; None: no key, and the clock."""

    recorded_by: str | None = None
    recorded_at: datetime | None = None


BY_NOBODY = Origin()
"""Recorded on the command line, at the clock."""


class Ledger:
    """A theatre that is being written to."""

    def __init__(self, connection: Connection, theatre: str, origin: Origin = BY_NOBODY) -> None:
        """Lock the theatre until the transaction ends. Raises TheatreNotFound."""
        self.connection = connection
        self.theatre = theatre
        self.origin = origin
        head = connection.execute(_lock(), {"of_theatre": theatre}).one_or_none()
        if head is None:
            raise TheatreNotFound(theatre)
        self._locked_at = datetime.now(UTC)
        self._began_s = monotonic()
        self.began_at: int = head.revision
        self.revision: int = head.revision
        self.head_hash: bytes = head.head_hash
        self._last: datetime | None = head.recorded_at
        self._won_until: int = head.wins_revision
        self.brought: Counter[str] = Counter()
        self._first = self.head_hash == START
        self._touched: set[int] = set()
        self._rows: dict[Table, list[Row]] = defaultdict(list)

    @property
    def instant(self) -> datetime:
        """When the next event is recorded: with the last one, if the clock is behind it.

        What is recorded together at the clock has one instant: no `known_at` sees a part of it.
        """
        at = self.origin.recorded_at or self._locked_at
        return max(at, self._last) if self._last else at

    @property
    def next(self) -> int:
        """The revision of the next event."""
        return self.revision + 1

    def add(self, kind: str, rows: Rows) -> int:
        """Add an event with the rows it brings, which must name its revision; give the revision."""
        self.revision += 1
        self._last = self.instant
        event = {
            "revision": self.revision,
            "recorded_at": self._last,
            "kind": kind,
            "recorded_by": self.origin.recorded_by,
        }
        self.head_hash = link(self.head_hash, self.theatre, event, rows)
        self._rows[events].append(event | {"hash": self.head_hash})
        self.brought[kind] += 1
        for table, found in rows.items():
            self._rows[table] += found
        if len(self._rows[events]) >= GATHERED_ROWS:
            self.flush()
        return self.revision

    def close(self) -> int:
        """Write what is left, derive what follows and move the head; give the last revision.

        Raises BodyTooLarge if it took so long that what others were told could change, NotReady if
        it only looks so because the clock was set.
        """
        self.flush()
        if self.revision > self.began_at:
            touched = None if self._first else self._touched
            cover(self.connection, self.theatre, self.began_at, touched)
            if touched is not None and self._won_until < self.began_at:
                touched |= claims_since(self.connection, self.theatre, self._won_until)
            win(self.connection, self.theatre, self.revision, touched)
            head = {"revision": self.revision, "recorded_at": self._last, "hash": self.head_hash}
            told = f"{self.theatre}:{self.revision}"
            binds = {"of_theatre": self.theatre, "channel": CHANNEL, "told": told, **head}
            self.connection.execute(_move_head(), binds)
            self._require_haste()
        return self.revision

    def _require_haste(self) -> None:
        dated = self.origin.recorded_at is not None or self._first
        if dated or datetime.now(UTC) - self._locked_at <= RECORDED_WITHIN:
            return
        if timedelta(seconds=monotonic() - self._began_s) <= RECORDED_WITHIN:
            raise NotReady("The clock was set meanwhile, so nothing was recorded: send it again.")
        raise BodyTooLarge(
            f"This took more than {RECORDED_WITHIN.seconds} seconds to record, so nothing of it"
            " was: record it in parts, or on a faster database."
        )

    def flush(self) -> None:
        """Write what was gathered so far."""
        for table in (events, *FACTS):
            rows = self._rows[table]
            if rows and table not in STAND_ALREADY:
                insert_rows(self.connection, table, self.theatre, rows)
        self._touched.update(row["revision"] for row in self._rows[claims])
        self._touched.update(row["claim"] for row in self._rows[reviews])
        self._rows.clear()


@cache
def _lock() -> Select[Any]:
    return (
        select(
            *(theatres.c.revision, theatres.c.recorded_at, theatres.c.head_hash),
            theatres.c.wins_revision,
        )
        .where(theatres.c.id == bindparam("of_theatre", type_=Code))
        .with_for_update()
    )


@cache
def _move_head() -> Update:
    """Move the head, and have all who listen told of it at commit."""
    tell = func.pg_notify(bindparam("channel", type_=Code), bindparam("told", type_=Code))
    return (
        update(theatres)
        .where(theatres.c.id == bindparam("of_theatre", type_=Code))
        .values(
            revision=bindparam("revision", type_=BigInteger),
            recorded_at=bindparam("recorded_at", type_=DateTime(timezone=True)),
            head_hash=bindparam("hash", type_=LargeBinary),
            wins_revision=bindparam("revision", type_=BigInteger),
        )
        .returning(tell)
    )


def sealed(revision: int, texts: Mapping[str, str | None]) -> list[Row]:
    """Give the rows of texts that may be blanked one day, each under a salt of its own."""
    rows = []
    for field, text in texts.items():
        if text:
            salt = secrets.token_bytes(SALT_BYTES)
            row = {"revision": revision, "field": field, "value": text, "salt": salt}
            rows.append(row | {"digest": seal(salt, text)})
    return rows
