"""Many clients in one process: each asks at its own pace, on a connection that it keeps."""

import asyncio
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import uvloop

PATIENCE_S = 20.0


@dataclass
class Crowd:
    """What the clients of one kind saw: statuses, seconds that answers took, what is wrong."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    took: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: set[str] = field(default_factory=set)
    told: threading.Event = field(default_factory=threading.Event)

    def worst(self, status: int) -> float:
        """Give the seconds within which 99 of 100 answers of a status came; 0: there were none."""
        took = self.took[status]
        return quantiles(took, n=100)[98] if len(took) > 1 else sum(took)

    async def ask(self, request: Callable[[], bytes], every_s: float, until: float) -> None:
        """Ask each `every_s` seconds, or as soon as the last answer is there.

        It ends at the moment `until`, or when it is `told` to.
        """
        reader = writer = None
        due = time.monotonic() + random.random() * every_s  # noqa: S311 - a test's
        while (now := time.monotonic()) < until and not self.told.is_set():
            await asyncio.sleep(due - now)
            due = max(due + every_s, time.monotonic())
            try:
                if writer is None or reader is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                if not await self._ask_once(reader, writer, request()):
                    writer.close()
                    writer = None
            except (OSError, EOFError, TimeoutError) as error:
                self.wrong.add(f"no answer: {type(error).__name__}")
                writer = None
        if writer is not None:
            writer.close()

    async def _ask_once(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> bool:
        """Ask, and note the answer; tell whether the connection stays open."""
        began = time.monotonic()
        writer.write(request)
        async with asyncio.timeout(PATIENCE_S):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
        status = int(head[9:12])
        self.statuses[status] += 1
        self.took[status].append(time.monotonic() - began)
        if status == 503 and not (b"retry-after: " in head and b"application/problem+json" in head):
            self.wrong.add("a 503 without its manners")
        return b"connection: close" not in head


def get(path: str) -> bytes:
    """Write a request that reads."""
    return f"GET {path} HTTP/1.1\r\nHost: frontline\r\n\r\n".encode()


def post(path: str, key: str, body: bytes) -> bytes:
    """Write a request that posts JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: frontline\r\nAuthorization: Bearer {key}\r\n"
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"{head}{more}".encode() + body


def together(*work: Coroutine[Any, Any, None]) -> None:
    """Let all of them ask at the same time."""

    async def all_of_it() -> None:
        await asyncio.gather(*work)

    uvloop.run(all_of_it())
