"""How does anything get into the ledger? As an event: a revision, an instant, a link of the chain.

One transaction works on one theatre. It locks the theatre's row, so that commit order is the order
of revisions, without gaps. Rows are gathered, and written at `close`; the caller commits.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Table, insert, select, update

from app.db.models import actors, events, redactable_texts, theatres
from app.domain.chain import link, seal
from app.errors import TheatreNotFound
from app.services.facts import FACTS, Row, Rows, content

SALT_BYTES = 16
STAND_ALREADY = (theatres, actors)


class Origin(NamedTuple):
    """Who records, and when; None: no key, and the clock."""

    recorded_by: str | None = None
    recorded_at: datetime | None = None


class Ledger:
    """A theatre that is being written to."""

    def __init__(self, connection: Connection, theatre: str, origin: Origin = Origin()) -> None:
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
        self._rows: dict[Table, list[Row]] = defaultdict(list)

    def instant(self) -> datetime:
        """Tell when the next event is recorded. The clock may be behind the last event: then at
        its instant, for `recorded_at` never decreases."""
        at = self.origin.recorded_at or datetime.now(UTC)
        return max(at, self._last) if self._last else at

    def add(self, kind: str, rows: Rows) -> int:
        """Add an event with the rows it brings, which must name its revision; give the revision."""
        self.revision += 1
        self._last = self.instant()
        event = {
            "theatre": self.theatre,
            "revision": self.revision,
            "recorded_at": self._last,
            "kind": kind,
            "recorded_by": self.origin.recorded_by,
        }
        self.head_hash = link(self.head_hash, event | {"content": content(rows)})
        self._rows[events].append(event | {"hash": self.head_hash})
        for table, brought in rows.items():
            self._rows[table] += brought
        return self.revision

    def close(self) -> int:
        """Write what was gathered and move the head; give the last revision."""
        for table in (events, *FACTS):
            if self._rows[table] and table not in STAND_ALREADY:
                named = [{**row, "theatre": self.theatre} for row in self._rows[table]]
                self.connection.execute(insert(table), named)
        if self.revision > self.began_at:
            self.connection.execute(
                update(theatres)
                .where(theatres.c.id == self.theatre)
                .values(revision=self.revision, recorded_at=self._last, head_hash=self.head_hash)
            )
        self._rows.clear()
        return self.revision


def sealed(revision: int, texts: Mapping[str, str | None]) -> list[Row]:
    """Give the rows of texts that may be blanked one day, each under a salt of its own."""
    rows = []
    for field, text in texts.items():
        if text:
            salt = secrets.token_bytes(SALT_BYTES)
            row = {"revision": revision, "field": field, "value": text, "salt": salt}
            rows.append(row | {"digest": seal(salt, text)})
    return rows
