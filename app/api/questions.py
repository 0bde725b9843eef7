"""When do two requests ask the same? Their canonical form, whatever their spelling."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.types import Scope

from app.api.addresses import COLLECTIONS
from app.api.dependencies import SETTLED, is_revision
from app.api.negotiation import choose_coding
from app.db.heads import Head
from app.domain.dates import DateUnreadable, day_or_instant, knowledge_instant

MOST_PARAMETERS = 30
REPEATABLE = {"status"}
AT = re.compile(rb"(?<![^&])at=([^&%+]*)(?![^&])")
"""`at` in a query, if it stands there as it is."""

Spelling = tuple[object, ...]
"""A read as it was sent, but for the day that it asks about."""

coding_of = lru_cache(256)(choose_coding)


class Question(NamedTuple):
    """A read in canonical form.

    `known` is the revision that is asked for; None: it is not known here yet, only the instant in
    `known_at`. `for_ever`: the answer can't change, but by a redaction: `head` is the one that was
    known when it was asked. `day` is None for the latest state.
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
    head: Head

    @property
    def key(self) -> str:
        """What answers are held under, the day apart: a text, for its hash is computed once."""
        moment = "head" if self.known_at is None and not self.for_ever else "given"
        dated = self.day is not None
        return repr((*self[:4], dated, self.known, moment, self.for_ever, self.immutable))


def spelled(scope: Scope) -> tuple[Spelling, bytes | None]:
    """Part a request into its spelling and the text of the day that it asks about."""
    query = scope["query_string"]
    found = AT.search(query) if query else None
    at = None
    if found is not None:
        at, query = found[1], (query[: found.start()], query[found.end() :])
    return (scope["method"], scope["path"], query, *scope["headers"]), at


def _address(scope: Scope, host: bytes) -> str:
    """Write what of the address makes a difference: links under /ogc begin with its host."""
    path: str = scope["path"]
    return f"{scope['scheme']}://{host!r}{path}" if path.startswith(COLLECTIONS) else path


def canonical(
    scope: Scope, headers: dict[bytes, bytes], head: Head, now: datetime
) -> Question | None:
    """Read a request; None: it is refused, or something that only the normal way can tell."""
    try:
        pairs = parse_qsl(
            scope["query_string"].decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=MOST_PARAMETERS,
        )
        given = dict(pairs)
        at = given.pop("at", None)
        day = None if at is None else day_asked(at, now)
        instant = _instant(given.get("known_at"), now)
    except (ValueError, DateUnreadable):
        return None
    single = [name for name, _ in pairs if name not in REPEATABLE]
    revision, known_at = given.pop("revision", None), given.pop("known_at", None)
    known = _known(revision, instant, head)
    both = revision is not None and known_at is not None
    if both or len(set(single)) != len(single) or (revision is not None and known is None):
        return None
    for_ever = revision is not None or (instant is not None and instant < now - SETTLED)
    return Question(
        _address(scope, headers.get(b"host", b"")),
        tuple(sorted(pair for pair in pairs if pair[0] in given)),
        b"" if "f" in given else headers.get(b"accept", b""),
        coding_of(headers.get(b"accept-encoding", b"").decode("latin-1")),
        day,
        known,
        known_at,
        for_ever,
        day is not None and for_ever,
        head,
    )


def day_asked(text: str, now: datetime) -> date:
    """Read the day that is asked about. Raises DateUnreadable, for a day to come too."""
    day = day_or_instant(text)
    if day > now.astimezone(UTC).date():
        raise DateUnreadable(f"{text} is in the future.")
    return day


def is_known(revision: str, head: Head) -> bool:
    """Whether a text is a revision that the head has reached."""
    return is_revision(revision) and int(revision) <= head.revision


def _instant(known_at: str | None, now: datetime) -> datetime | None:
    return None if known_at is None else knowledge_instant(known_at, now)


def _known(revision: str | None, instant: datetime | None, head: Head) -> int | None:
    if revision is not None:
        return int(revision) if is_known(revision, head) else None
    if instant is None or (head.recorded_at is not None and instant >= head.recorded_at):
        return head.revision
    return None
