"""Who tortures the service? Writers that never give up, and readers that believe nothing."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

from tests.torture.asking import CUT_OFF, Answer, Asking
from tests.torture.log import Log, Written

WRITERS, READERS = 16, 16
PAUSE_S = 0.03
AGAIN_S = 0.1
UNSURE_S = 4.0
"""Seconds by which an answer that claims to be fresh may be behind: 3, and one for the clients."""

PLACES = ("D11", "D12", "D13", "D21", "D22", "P1")
STATUSES = ("north", "fought", "south")


class Clients:
    """The clients of a theatre at the ports of one or more services, while `with running()`."""

    def __init__(self, ports: list[int], path: str, key: str, log: Log) -> None:
        self.ports = ports
        self.path = path
        self.log = log
        self._key = key
        self._stop = threading.Event()

    @contextmanager
    def running(self, writers: int = WRITERS, readers: int = READERS) -> Iterator[None]:
        """Let them write and read; a write that was begun is seen through to its end."""
        work = [partial(self._write, n) for n in range(writers)]
        work += [partial(self._read, n) for n in range(readers)]
        threads = [threading.Thread(target=self._watched, args=(one,)) for one in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _watched(self, work: Any) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a thread's error is seen by nobody else
            self.log.says(f"a client failed: {error!r}")

    def _write(self, writer: int) -> None:
        chance = random.Random(writer)  # noqa: S311 - a test's
        with Asking(self.ports[writer % len(self.ports)]) as client:
            for n in count():
                if self._stop.is_set():
                    return
                report = f"https://example.org{self.path}/{writer}/{n}"
                self._see_through(client, report, chance)
                time.sleep(PAUSE_S)

    def _see_through(self, client: Asking, report: str, chance: random.Random) -> None:
        """Send a write until it is acknowledged, always with the same key."""
        body = {
            "place": chance.choice(PLACES),
            "status": chance.choice(STATUSES),
            "valid_from": f"2020-0{chance.randint(3, 9)}-0{chance.randint(1, 9)}",
            "source": "gazette",
            "report": {"url": report},
            "standing": chance.choice(("confirmed", "unconfirmed")),
        }
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": report}
        self.log.tried.add(report)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            answer = self._ask(client, "writes", f"{self.path}/claims", headers, body)
            if answer is not None and answer.status == 201:
                revision = answer.json()["revision"]
                self.log.acknowledged(Written(report, revision, answer.ended))
                return
            time.sleep(AGAIN_S)
        self.log.says(f"{report} was never acknowledged")

    def _ask(
        self,
        client: Asking,
        kind: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: object = None,
    ) -> Answer | None:
        """Ask, and note what came of it; None: nothing did."""
        began = time.monotonic()
        try:
            answer = client.ask(path, headers, body)
        except CUT_OFF as error:
            self.log.cut(kind, began, error)
            return None
        self.log.answered(kind, answer)
        return answer

    def _read(self, reader: int) -> None:
        chance = random.Random(reader)  # noqa: S311 - a test's
        followed = 0
        with Asking(self.ports[reader % len(self.ports)]) as client:
            while not self._stop.is_set():
                turn = chance.random()
                if turn < 0.15:
                    followed = self._follow(client, followed)
                elif turn < 0.3:
                    self._read_own_writes(client)
                elif turn < 0.45:
                    self._read_the_past(client, chance)
                else:
                    self._count(client, chance.choice(("", "?at=2020-05-05", "?policy=any")))
                time.sleep(PAUSE_S)

    def _count(self, client: Asking, query: str, headers: dict[str, str] | None = None) -> int:
        """Count the districts; give the revision at which they were counted, 0 for no answer."""
        question = f"{self.path}/aggregates{query}"
        answer = self._ask(client, "reads", question, headers)
        if answer is None or answer.status != 200:
            return 0
        counted = answer.json()
        buckets = counted["buckets"]
        if sum(bucket["count"] for bucket in buckets) != counted["total"]:
            self.log.says(f"{question} does not close")
        if any(not b["low"] <= b["count"] <= b["high"] for b in buckets):
            self.log.says(f"{question} has bounds that do not hold")
        revision: int = counted["revision"]
        self.log.said(question, revision, answer.body)
        behind = answer.began - UNSURE_S - (0 if answer.age is None else answer.age + 1)
        if "revision=" not in query and revision < self.log.newest_before(behind):
            self.log.says(f"{question} is older than it says: {revision}, age {answer.age}")
        return revision

    def _read_own_writes(self, client: Asking) -> None:
        least = self.log.newest_before(time.monotonic())
        found = self._count(client, "", {"Min-Revision": str(least)})
        if found and found < least:
            self.log.says(f"Min-Revision {least} was answered with {found}")

    def _read_the_past(self, client: Asking, chance: random.Random) -> None:
        head = self.log.newest_before(time.monotonic())
        if head:
            revision = chance.randint(max(1, head - 20), head)
            found = self._count(client, f"?revision={revision}&at=2020-05-05")
            if found not in {0, revision}:
                self.log.says(f"revision {revision} was answered with {found}")

    def _follow(self, client: Asking, after: int) -> int:
        """Read on in the feed, which has no gap; give the last revision that was read."""
        answer = self._ask(client, "reads", f"{self.path}/changes?after={after}&limit=200")
        if answer is None or answer.status != 200:
            return after
        seen = [item["revision"] for item in answer.json()["items"]]
        if seen != list(range(after + 1, after + 1 + len(seen))):
            self.log.says(f"the feed after {after} is {seen[:3]} …")
        return seen[-1] if seen else after
