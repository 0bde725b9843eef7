"""What happened while a service was tortured? Written down by its clients as they see it."""

import threading
import time
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from tests.torture.asking import Answer


class Written(NamedTuple):
    """A write that was acknowledged: the address of its report, its revision, and when."""

    report: str
    revision: int
    ended: float


class Log:
    """What all clients saw; they share it."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.written: list[Written] = []
        self.tried: set[str] = set()
        self.statuses: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.stale = 0
        self.oldest = 0
        self.longest = 0.0
        self.fresh_at = 0.0
        self.good: dict[str, list[float]] = {"reads": [], "writes": []}
        self.bodies: dict[tuple[str, int], bytes] = {}
        self._lock = threading.Lock()

    def answered(self, kind: str, answer: Answer) -> None:
        """Note an answer to a read or a write, and what is wrong with it by itself."""
        with self._lock:
            self.longest = max(self.longest, answer.ended - answer.began)
            self.statuses[str(answer.status)] += 1
            if answer.status in {200, 201}:
                self.good[kind].append(answer.ended)
            if answer.age is None and (kind, answer.status) == ("reads", 200):
                self.fresh_at = answer.ended
            if answer.age is not None:
                self.stale += 1
                self.oldest = max(self.oldest, answer.age)
                if "cache-status" not in answer.headers:
                    self.wrong.append("an answer has an Age and no Cache-Status")
        if answer.status == 503:
            told = answer.headers.get("content-type"), "retry-after" in answer.headers
            if told != ("application/problem+json", True):
                self.says(f"a 503 without its manners: {answer.headers}")
        elif answer.status not in {200, 201}:
            self.says(f"a {kind[:-1]} was answered {answer.status}: {answer.body[:200]!r}")

    def cut(self, kind: str, began: float, error: Exception) -> None:
        """Note that no answer came."""
        with self._lock:
            self.longest = max(self.longest, time.monotonic() - began)
            self.statuses["cut off"] += 1
        if isinstance(error, TimeoutError):
            self.says(f"a {kind[:-1]} hung")

    def acknowledged(self, written: Written) -> None:
        """Note a write that counts from now on."""
        with self._lock:
            self.written.append(written)

    def said(self, question: str, revision: int, body: bytes) -> None:
        """Note an answer's body: a question has one at a revision, whoever answers and whenever."""
        with self._lock:
            first = self.bodies.setdefault((question, revision), body)
        if first != body:
            self.says(f"{question} had two answers at revision {revision}")

    def says(self, wrong: str) -> None:
        """Note what must never happen."""
        with self._lock:
            self.wrong.append(wrong)

    def newest_before(self, moment: float) -> int:
        """Give the last revision that was acknowledged before a moment."""
        with self._lock:
            return max((w.revision for w in self.written if w.ended < moment), default=0)

    def longest_silence(self, kind: str) -> float:
        """Give the longest time, in seconds, without a good answer to a read or a write."""
        moments = [self.began, *sorted(self.good[kind])]
        return max(after - before for before, after in pairwise(moments))
