"""Which finished answers does a worker hold ready, and for which questions do they stand?

An answer is held under its canonical question, and within it under the stretch of days in which
it can't differ. The answers together are bounded in bytes; those used least recently go first.
"""

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

RawHeaders = list[tuple[bytes, bytes]]

MOST_SHORTCUTS = 4096


class Days(NamedTuple):
    """A stretch of days, both ends in it; open ends are the first and last of the calendar."""

    first: date
    last: date


ALWAYS = Days(date.min, date.max)


class Held:
    """A finished answer: its body, the headers for a 200 and for a 304, and its ETag."""

    __slots__ = ("body", "days", "etag", "headers", "key", "not_modified", "theatre", "token")

    def __init__(self, headers: RawHeaders, body: bytes, theatre: str, token: object) -> None:
        """`token` is the head for which alone the answer holds; None: for ever."""
        self.headers = headers
        self.body = body
        self.theatre = theatre
        self.token = token
        self.etag = next((value for name, value in headers if name == b"etag"), b"")
        left_out = {b"content-length", b"content-type", b"content-encoding"}
        self.not_modified = [pair for pair in headers if pair[0] not in left_out]
        self.key: Hashable = None
        self.days = ALWAYS

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.body) + 2048


class Shelf:
    """The held answers of a worker."""

    def __init__(self, most_bytes: int) -> None:
        self.bytes = 0
        self.shortcuts: dict[Hashable, Held] = {}
        """Answers by the question's very spelling; cleared as soon as one of them goes."""
        self._most_bytes = most_bytes
        self._used: OrderedDict[tuple[Hashable, date], Held] = OrderedDict()
        self._firsts: defaultdict[Hashable, list[date]] = defaultdict(list)

    def find(self, key: Hashable, day: date) -> Held | None:
        """Find the answer to a question on a day."""
        firsts = self._firsts.get(key)
        at = bisect_right(firsts, day) if firsts else 0
        if not firsts or not at:
            return None
        held = self._used[key, firsts[at - 1]]
        if day > held.days.last:
            return None
        self._used.move_to_end((key, held.days.first))
        return held

    def put(self, key: Hashable, days: Days, held: Held) -> None:
        """Hold an answer to a question, for the days on which it is the same."""
        if held.size > self._most_bytes // 4:
            return
        held.key, held.days = key, days
        known = self._used.get((key, days.first))
        if known is not None:
            self._drop(known)
        firsts = self._firsts[key]
        firsts.insert(bisect_right(firsts, days.first), days.first)
        self._used[key, days.first] = held
        self.bytes += held.size
        while self.bytes > self._most_bytes:
            self._drop(next(iter(self._used.values())))

    def shorten(self, spelling: Hashable, held: Held) -> None:
        """Find an answer faster when the question comes in the same spelling again."""
        if len(self.shortcuts) >= MOST_SHORTCUTS:
            self.shortcuts.clear()
        self.shortcuts[spelling] = held

    def let_go(self, theatre: str, *, all_of_it: bool) -> None:
        """Drop a theatre's answers that held for a head alone; `all_of_it`: all of its answers."""
        for held in list(self._used.values()):
            if held.theatre == theatre and (all_of_it or held.token is not None):
                self._drop(held)

    def _drop(self, held: Held) -> None:
        self.shortcuts.clear()
        del self._used[held.key, held.days.first]
        firsts = self._firsts[held.key]
        firsts.remove(held.days.first)
        if not firsts:
            del self._firsts[held.key]
        self.bytes -= held.size
