"""How does anything get into the ledger? As an event: a revision, an instant, a link of the chain.

One transaction works on one theatre. It locks the theatre's row, so that commit order is the order
of revisions, without gaps. Rows are gathered and written many at once; the caller commits.
"""

import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select, update

from app.db.bulk import insert_rows
from app.db.models import actors, events, theatres
from app.domain.chain import seal
from app.errors import TheatreNotFound
from app.services.derive_coverage import cover
from app.services.facts import FACTS, Row, Rows, link

CHANNEL = "frontline"
"""Where PostgreSQL tells, at commit, that a theatre has come to a revision: `AF:1045`."""

SALT_BYTES = 16
GATHERED_ROWS = 20_000
STAND_ALREADY = (theatres, actors)


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
        head = connection.execute(
            select(theatres.c.revision, theatres.c.recorded_at, theatres.c.head_hash)
            .where(theatres.c.id == theatre)
            .with_for_update()
        ).one_or_none()
        if head is None:
            raise TheatreNotFound(theatre)
        self.began_at: int = head.revision
        self.revision: int = head.revision
        self.head_hash: bytes = head.head_hash
        self._last: datetime | None = head.recorded_at
        self.brought: Counter[str] = Counter()
        self._rows: dict[Table, list[Row]] = defaultdict(list)

    def instant(self) -> datetime:
        """Tell when the next event is recorded: with the last one, if the clock is behind it."""
        at = self.origin.recorded_at or datetime.now(UTC)
        return max(at, self._last) if self._last else at

    @property
    def next(self) -> int:
        """The revision of the next event."""
        return self.revision + 1

    def add(self, kind: str, rows: Rows) -> int:
        """Add an event with the rows it brings, which must name its revision; give the revision."""
        self.revision += 1
        self._last = self.instant()
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
        """Write what is left, derive its coverage and move the head; give the last revision."""
        self.flush()
        if self.revision > self.began_at:
            cover(self.connection, self.theatre, self.began_at)
            tell = func.pg_notify(CHANNEL, f"{self.theatre}:{self.revision}")
            self.connection.execute(select(tell))
            self.connection.execute(
                update(theatres)
                .where(theatres.c.id == self.theatre)
                .values(revision=self.revision, recorded_at=self._last, head_hash=self.head_hash)
            )
        return self.revision

    def flush(self) -> None:
        """Write what was gathered so far."""
        for table in (events, *FACTS):
            if self._rows[table] and table not in STAND_ALREADY:
                named = [{**row, "theatre": self.theatre} for row in self._rows[table]]
                insert_rows(self.connection, table, named)
        self._rows.clear()


def sealed(revision: int, texts: Mapping[str, str | None]) -> list[Row]:
    """Give the rows of texts that may be blanked one day, each under a salt of its own."""
    rows = []
    for field, text in texts.items():
        if text:
            salt = secrets.token_bytes(SALT_BYTES)
            row = {"revision": revision, "field": field, "value": text, "salt": salt}
            rows.append(row | {"digest": seal(salt, text)})
    return rows
