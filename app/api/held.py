"""Which finished answers does a worker hold ready, and for which questions do they stand?

An answer is held under its canonical question, and within it under the stretch of days in which
it can't differ. The answers together are bounded in bytes; those used least recently go first.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from starlette.types import Message

RawHeaders = list[tuple[bytes, bytes]]

OF_A_BODY = {b"content-length", b"content-type", b"content-encoding"}
CACHE_STATUS = 'Frontline; hit; ttl=-{}; detail="the database is away"'
NO_BODY: Message = {"type": "http.response.body", "body": b""}


class Days(NamedTuple):
    """A stretch of days, both ends in it; open ends are the first and last of the calendar."""

    first: date
    last: date


ALWAYS = Days(date.min, date.max)


class Held:
    """A finished answer: its ETag, and the messages that send it, whole or as a 304.

    `key` is None while it is not on a shelf.
    """

    __slots__ = (
        *("__weakref__", "body", "days", "etag", "key", "not_modified", "start"),
        *("theatre", "token"),
    )

    def __init__(self, headers: RawHeaders, body: bytes, theatre: str, token: object) -> None:
        """`token` is the head for which alone the answer holds; None: for ever."""
        lasting = [pair for pair in headers if pair[0] not in OF_A_BODY]
        self.start = _start(200, headers)
        self.body: Message = {"type": "http.response.body", "body": body}
        self.not_modified = _start(304, lasting)
        self.etag = next((value for name, value in headers if name == b"etag"), b"")
        self.theatre = theatre
        self.token = token
        self.key: Hashable = None
        self.days = ALWAYS

    def aged(self, seconds: float) -> "Held":
        """Give the same answer, which says that it was the newest so long ago (RFC 9111, 9211)."""
        age = f"{seconds:.0f}"
        told = [(b"age", age.encode()), (b"cache-status", CACHE_STATUS.format(age).encode())]
        return Held(self.start["headers"] + told, self.body["body"], self.theatre, self.token)

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.body["body"]) + 2048


def _start(status: int, headers: RawHeaders) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


class _Row:
    """The answers to one question, in the order of their stretches."""

    __slots__ = ("firsts", "held")

    def __init__(self) -> None:
        self.firsts: list[date] = []
        self.held: list[Held] = []


class Shelf:
    """The held answers of a worker.

    `use` notes that an answer is used, which must be on the shelf.
    """

    def __init__(self, most_bytes: int, stale_s: float = 0) -> None:
        """`stale_s`: seconds for which answers are good while nobody knows of newer ones."""
        self.bytes = 0
        self.stale_s = stale_s
        self._most_bytes = most_bytes
        self._rows: dict[Hashable, _Row] = {}
        self._used: OrderedDict[Held, None] = OrderedDict()
        self.use = self._used.move_to_end

    def find(self, key: Hashable, day: date) -> Held | None:
        """Find the answer to a question on a day."""
        row = self._rows.get(key)
        at = bisect_right(row.firsts, day) if row else 0
        if row is None or not at:
            return None
        held = row.held[at - 1]
        if day > held.days.last:
            return None
        self.use(held)
        return held

    def put(self, key: Hashable, days: Days, held: Held) -> None:
        """Hold an answer to a question, for the days on which it is the same."""
        if held.size > self._most_bytes // 4:
            return
        known = self.find(key, days.first)
        if known is not None and known.days.first == days.first:
            self._drop(known)
        held.key, held.days = key, days
        row = self._rows.setdefault(key, _Row())
        at = bisect_right(row.firsts, days.first)
        row.firsts.insert(at, days.first)
        row.held.insert(at, held)
        self._used[held] = None
        self.bytes += held.size
        while self.bytes > self._most_bytes:
            self._drop(next(iter(self._used)))

    def let_go(self, theatre: str, *, all_of_it: bool) -> None:
        """Drop a theatre's answers that held for a head alone; `all_of_it`: all of its answers."""
        for held in list(self._used):
            if held.theatre == theatre and (all_of_it or held.token is not None):
                self._drop(held)

    def _drop(self, held: Held) -> None:
        row = self._rows[held.key]
        at = row.held.index(held)
        del row.firsts[at], row.held[at], self._used[held]
        if not row.held:
            del self._rows[held.key]
        held.key = None
        self.bytes -= held.size
