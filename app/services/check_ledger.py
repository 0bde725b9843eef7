"""Does the ledger hold what it promises? Every invariant of it is checked again, from the facts."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    any_,
    except_all,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.db.models import claims, coverage, redactable_texts, redactions, wins
from app.domain.buckets import fill
from app.domain.chain import START
from app.domain.policies import offered, parse_policy
from app.queries.aggregates import fetch_cells
from app.queries.control import holds
from app.queries.control_at import View
from app.queries.theatres import Theatre, fetch_theatres
from app.services.derive_coverage import derived
from app.services.derive_wins import WON, won
from app.services.facts import link, read_events
from app.services.progress import Track, untold

SHOWN = 5


class Head(NamedTuple):
    """A revision and its hash, as someone noted them."""

    revision: int
    hash: bytes


def check_ledger(
    engine: Engine, expected: Head | None = None, track: Track = untold
) -> dict[str, list[str]]:
    """Check all theatres in one state of the database: what is wrong, by theatre.

    `expected` is a head that someone noted; one of the theatres must have had it.
    """
    found: dict[str, list[str]] = {}
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        listed = [theatre for theatre, _ in fetch_theatres(connection)]
        matched = expected is None
        for theatre in track(listed, "Checking"):
            chain = _Chain(connection, theatre.id)
            wrong = [*chain.faults(), *_head(theatre, chain), *_texts(connection, theatre.id)]
            wrong += [*_coverage(connection, theatre.id), *_wins(connection, theatre)]
            wrong += _counts(connection, theatre)
            found[theatre.id] = wrong
            matched = matched or (expected is not None and chain.had(expected))
    if expected is not None and not matched:
        noted = f"{expected.revision}:{expected.hash.hex()}"
        found["expected"] = [f"{noted} was never a head here, or what led to it was changed."]
    return found


class _Chain:
    """The events of a theatre, walked through from the first."""

    def __init__(self, connection: Connection, theatre: str) -> None:
        self.connection = connection
        self.theatre = theatre
        self.hashes = [START]
        self.recorded_at: datetime | None = None

    def faults(self) -> Iterator[str]:
        """Name the first event that does not fit; what follows it can't be judged."""
        for event, rows in read_events(self.connection, self.theatre):
            wanted = len(self.hashes)
            if event["revision"] != wanted:
                yield f"Revision {wanted} is missing: the next one is {event['revision']}."
                return
            if self.recorded_at and event["recorded_at"] < self.recorded_at:
                yield f"Revision {wanted} was recorded before the one before it."
            hash_ = link(self.hashes[-1], self.theatre, event, rows)
            if hash_ != event["hash"]:
                yield (
                    f"Revision {wanted} ({event['kind']}, recorded {event['recorded_at']:%Y-%m-%d})"
                    " does not fit its hash: it, or what it brought, was changed."
                )
                return
            self.recorded_at = event["recorded_at"]
            self.hashes.append(hash_)

    def had(self, head: Head) -> bool:
        """Tell whether the chain had this hash at this revision."""
        return 0 < head.revision < len(self.hashes) and self.hashes[head.revision] == head.hash


def _head(theatre: Theatre, chain: _Chain) -> Iterator[str]:
    known = len(chain.hashes) - 1
    if (theatre.revision, theatre.head_hash) != (known, chain.hashes[-1]):
        yield f"The theatre's head is {theatre.revision}; its events that fit end at {known}."


def _texts(connection: Connection, theatre: str) -> Iterator[str]:
    """Name texts that do not fit their digests, and those blanked without a redaction."""
    text = redactable_texts.c
    bytes_ = func.convert_to(text.value, "UTF8")
    changed = func.sha256(text.salt.op("||")(bytes_)) != text.digest
    cited = and_(claims.c.theatre == theatre, claims.c.revision == redactions.c.claim)
    redacted = (
        select(redactions.c.revision)
        .join_from(redactions, claims, cited)
        .where(
            redactions.c.theatre == theatre,
            or_(
                and_(redactions.c.claim == text.revision, text.field == any_(redactions.c.fields)),
                and_(
                    claims.c.report == text.revision,
                    text.field == "title",
                    literal("report.title") == any_(redactions.c.fields),
                ),
            ),
        )
    )
    statement = select(text.revision, text.field, text.value.is_(None).label("blank")).where(
        text.theatre == theatre, or_(changed, and_(text.value.is_(None), ~redacted.exists()))
    )
    for row in connection.execute(statement.order_by(text.revision).limit(SHOWN)):
        how = "is blank without a redaction" if row.blank else "does not fit its digest"
        yield f"The {row.field} that revision {row.revision} brought {how}."


def _coverage(connection: Connection, theatre: str) -> Iterator[str]:
    """Name claims whose stored coverage is not what follows from the facts."""
    stored = select(coverage).where(coverage.c.theatre == theatre)
    again = derived()
    differing = union_all(except_all(stored, again), except_all(again, stored)).subquery()
    statement = select(differing.c.claim).distinct().order_by(differing.c.claim).limit(SHOWN)
    binds = {"of_theatre": theatre, "after": 0}
    for claim in connection.scalars(statement, binds):
        yield f"The districts that claim {claim} is stored to cover do not follow from it."


def _wins(connection: Connection, theatre: Theatre) -> Iterator[str]:
    """Name districts of which it is not stored who won which of their days."""
    stored = select(*(wins.c[name] for name in WON)).where(wins.c.theatre == theatre.id, holds())
    differing = union_all(except_all(stored, won()), except_all(won(), stored)).subquery()
    statement = select(differing.c.district).distinct().order_by(differing.c.district).limit(SHOWN)
    binds = {"theatre": theatre.id, "revision": theatre.wins_revision}
    for district in connection.scalars(statement, binds):
        yield f"What is stored of who governed {district} when does not follow from its claims."


def _counts(connection: Connection, theatre: Theatre) -> Iterator[str]:
    """Name the sets whose buckets do not close at the head."""
    if theatre.recorded_at is None:
        return
    for set_ in theatre.sets:
        for name in offered(theatre.scale.degrees()):
            if ":" in name:
                continue  # one source alone: which one does not matter to a sum
            policy, day = parse_policy(name), theatre.recorded_at.date()
            view = View(
                theatre.id, set_["id"], policy, theatre.revision, day, theatre.wins_revision
            )
            found = fill(theatre.scale, fetch_cells(connection, view))
            counted = sum(bucket.count for bucket in found)
            if counted != set_["total"]:
                yield f"The buckets of {set_['id']} sum to {counted}, not {set_['total']}."
            if any(not bucket.low <= bucket.count <= bucket.high for bucket in found):
                yield f"A bucket of {set_['id']} lies outside its own low and high."
