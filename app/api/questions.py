"""When do two requests ask the same? Their canonical form, whatever their spelling."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from app.api.dependencies import SETTLED
from app.api.negotiation import choose_coding
from app.db.heads import Head
from app.domain.dates import DateUnreadable, day_or_instant, knowledge_instant

PREFIXES = (THEATRES, COLLECTIONS) = "/v1/theatres/", "/ogc/collections/"
MOST_PARAMETERS = 30
REPEATABLE = {"status"}

coding_of = lru_cache(256)(choose_coding)


class Spelling(NamedTuple):
    """A read as it was sent: what of it makes a difference."""

    path: str
    query: bytes
    accept: bytes
    accept_encoding: bytes
    origin: str


class Question(NamedTuple):
    """A read in canonical form.

    `known` is the revision that is asked for; None: it is not known here yet, only the instant in
    `known_at`. `for_ever`: the answer can't change, whatever is recorded. `day` is None for the
    latest state.
    """

    path: str
    parameters: tuple[tuple[str, str], ...]
    accept: bytes
    coding: str | None
    day: date | None
    known: int | None
    known_at: str | None
    for_ever: bool
    immutable: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What answers are held under: the day is sought within it."""
        moment = "head" if self.known_at is None and not self.for_ever else "given"
        dated = self.day is not None
        return (*self[:4], dated, self.known, moment, self.for_ever, self.immutable)


def theatre_of(path: str) -> str:
    """Name the theatre that an address beginning with one of PREFIXES is about."""
    if path.startswith(THEATRES):
        return path[len(THEATRES) :].partition("/")[0]
    return path[len(COLLECTIONS) :].partition("/")[0].rpartition("-")[0]


def origin_of(path: str, host: bytes) -> str:
    """Tell what of the host makes a difference: links under /ogc begin with it."""
    return host.decode("latin-1") if path.startswith(COLLECTIONS) else ""


def canonical(spelling: Spelling, head: Head, now: datetime) -> Question | None:
    """Read a request; None: it is refused, or something that only the normal way can tell."""
    try:
        pairs = parse_qsl(
            spelling.query.decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=MOST_PARAMETERS,
        )
        given = dict(pairs)
        at = given.pop("at", None)
        day = None if at is None else day_or_instant(at)
        instant = _instant(given.get("known_at"), now)
    except (ValueError, DateUnreadable):
        return None
    single = [name for name, _ in pairs if name not in REPEATABLE]
    if len(set(single)) != len(single):
        return None
    if day is not None and day > now.astimezone(UTC).date():
        return None
    revision, known_at = given.pop("revision", None), given.pop("known_at", None)
    if revision is not None and known_at is not None:
        return None
    settled = instant is not None and instant < now - SETTLED
    known = _known(revision, instant, head)
    if revision is not None and known is None:
        return None
    return Question(
        spelling.origin + spelling.path,
        tuple(sorted(pair for pair in pairs if pair[0] in given)),
        b"" if "f" in given else spelling.accept,
        coding_of(spelling.accept_encoding.decode("latin-1")),
        day,
        known,
        known_at,
        revision is not None or settled,
        day is not None and (revision is not None or settled),
    )


def _instant(known_at: str | None, now: datetime) -> datetime | None:
    return None if known_at is None else knowledge_instant(known_at, now)


def _known(revision: str | None, instant: datetime | None, head: Head) -> int | None:
    if revision is not None:
        is_there = revision.isascii() and revision.isdigit() and int(revision) <= head.revision
        return int(revision) if is_there else None
    if instant is None or (head.recorded_at is not None and instant >= head.recorded_at):
        return head.revision
    return None
