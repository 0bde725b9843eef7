"""How many requests does a worker work on? Reads and writes each have places of their own.

What gets in finds a connection and a thread; some wait in the event loop, where they cost neither;
the others are refused at once. What tells how the service is (`/readyz`) is let through, and so are
files. Answers that are held ready never get here.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cors import HEADERS
from app.api.manners import SECURITY
from app.api.metrics import count_refused
from app.api.problems import problem

PREFIXES = ("/v1", "/ogc")
READS = ("GET", "HEAD", "OPTIONS")
MOST_WAITING = 32
PATIENCE_S = 2.0
PAUSE_S = 0.25
"""Before a refusal: who asks again at once would take the processor from those who got in."""

MOST_WRITES = 64
"""Writes under way in a worker: their bodies come in, or they wait for their turn to write."""


DETAIL = "Too much is asked now. Try again in a moment."
TOO_MUCH = problem(503, DETAIL)
IN_FRONT = problem(503, DETAIL, headers=SECURITY | HEADERS)


class Full(Exception):
    """There is no room, nor was there soon."""


class Gate:
    """Lets in `at_once`; `most_waiting` more wait in line for `patience_s`, the rest is refused."""

    def __init__(self, at_once: int, most_waiting: int = 0, patience_s: float = 0) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._room = most_waiting
        self._patience_s = patience_s

    @property
    def full(self) -> bool:
        """Whether whoever comes now is refused."""
        return not self._room and self._places.locked()

    async def enter(self) -> None:
        """Get in; `leave` afterwards. Raises Full."""
        if self.full:
            raise Full
        if not self._places.locked():
            await self._places.acquire()
            return
        self._room -= 1
        try:
            async with asyncio.timeout(self._patience_s):
                await self._places.acquire()
        except TimeoutError:
            raise Full from None
        finally:
            self._room += 1

    def leave(self) -> None:
        """Make room for another."""
        self._places.release()


class Bulkheads:
    """ASGI middleware that parts reads from writes."""

    def __init__(self, app: ASGIApp, reads: Gate) -> None:
        self.app = app
        self._reads = reads
        self._writes = Gate(MOST_WRITES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIXES):
            await self.app(scope, receive, send)
            return
        gate = self._reads if scope["method"] in READS else self._writes
        try:
            await gate.enter()
        except Full:
            await asyncio.sleep(PAUSE_S)
            await TOO_MUCH(scope, receive, send)
            return
        inside = True

        def leave() -> None:
            nonlocal inside
            if inside:
                inside = False
                gate.leave()

        async def sent(message: Message) -> None:
            leave()  # the answer is made: a client that takes it slowly keeps nobody out
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            leave()


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a read in front of all middlewares, for as little as that can cost."""
    await asyncio.sleep(PAUSE_S)
    count_refused()
    await IN_FRONT(scope, receive, send)
