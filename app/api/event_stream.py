"""How do readers follow the ledger without asking again? As server-sent events.

One thread per worker hears of writes (`app.db.heads`) and wakes the streams; streams at the same
place share what is fetched. A client that does not read is cut off: what it missed it gets by
resuming from its last event.
"""

import asyncio
import logging
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.db.databases import Databases
from app.errors import NotReady

LOG = logging.getLogger("uvicorn.error")

HEARTBEAT_S = 15.0
SLOW_S = 20.0
"""Seconds that a client may take to read what was sent before it is cut off."""

RETRY_MS = 2000
SHARED_PAGES = 64
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Page(NamedTuple):
    """Events after a revision, written out, and the last of them."""

    text: bytes
    last: int


Fetch = Callable[[str, int], Page]
"""Fetch the page after a revision of a theatre; an empty one ends at that revision."""


class Streams:
    """The open streams of a worker; `most` of them at once."""

    def __init__(self, heads: Databases | None, fetch: Fetch, most: int, at_once: int) -> None:
        """`at_once`: how many pages are fetched at the same time."""
        self.heads = heads
        self.open = 0
        self.stopping = False
        self._fetch = fetch
        self._most = most
        self._fetching = asyncio.Semaphore(at_once)
        self._pages: OrderedDict[tuple[str, int, int], asyncio.Task[Page]] = OrderedDict()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: set[asyncio.Event] = set()

    def start(self) -> None:
        """Begin to wake streams, and end them as soon as the process is told to stop.

        uvicorn closes idle connections at a stop, but waits for answers that are under way, and no
        stream ever ends by itself.
        """
        self._loop = asyncio.get_running_loop()
        if self.heads is not None:
            self.heads.watch(self._wake_from_thread)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                before = signal.getsignal(number)
                if callable(before):
                    signal.signal(number, self._stop_and(before))

    def knows(self, theatre: str) -> bool:
        """Tell whether a theatre is known here to be there."""
        return self.heads is not None and theatre in self.heads.known

    def take(self) -> None:
        """Take a place for a stream. Raises NotReady if there is none."""
        if self.open >= self._most or self.stopping:
            raise NotReady(f"This worker has {self.open} streams open, and takes no more now.")
        self.open += 1

    async def page(self, theatre: str, after: int) -> Page:
        """Fetch the page after a revision, once for all that ask at the same head."""
        key = (theatre, after, self._head(theatre))
        task = self._pages.get(key)
        if task is None or (task.done() and task.exception() is not None):
            task = asyncio.create_task(self._fetch_in_turn(theatre, after))
            self._pages[key] = task
            while len(self._pages) > SHARED_PAGES:
                self._pages.popitem(last=False)
        return await asyncio.shield(task)

    async def _fetch_in_turn(self, theatre: str, after: int) -> Page:
        async with self._fetching:
            return await run_in_threadpool(self._fetch, theatre, after)

    async def moved(self, theatre: str, after: int) -> bool:
        """Wait until there is more, or it is time for a heartbeat (False)."""
        woken = asyncio.Event()
        self._woken.add(woken)
        try:
            if self._head(theatre) > after:
                return True
            await asyncio.wait_for(woken.wait(), HEARTBEAT_S)
        except TimeoutError:
            return False
        finally:
            self._woken.discard(woken)
        return self._head(theatre) > after

    def _head(self, theatre: str) -> int:
        head = self.heads.known.get(theatre) if self.heads else None
        return head.revision if head else 0

    def _wake_from_thread(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for woken in self._woken:
            woken.set()

    def _stop_and(self, before: Callable[..., object]) -> Callable[..., None]:
        def stop(*signalled: object) -> None:
            self.stopping = True
            self._wake_from_thread()
            before(*signalled)

        return stop


class EventStream(Response):
    """The events of a theatre after a revision, until the client leaves or the worker stops."""

    def __init__(self, streams: Streams, theatre: str, after: int) -> None:
        super().__init__(media_type="text/event-stream")
        self.streams = streams
        self.theatre = theatre
        self.after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events as they are recorded."""
        self.streams.take()
        leaving = asyncio.create_task(_left(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            if scope["method"] != "HEAD":
                await self._follow(leaving, send)
            await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            pass  # a client that does not read: the connection is closed under it
        finally:
            self.streams.open -= 1
            leaving.cancel()

    async def _follow(self, leaving: "asyncio.Task[None]", send: Send) -> None:
        text, after = f"retry: {RETRY_MS}\n\n".encode(), self.after
        while not (leaving.done() or self.streams.stopping):
            part = {"type": "http.response.body", "body": text, "more_body": True}
            await asyncio.wait_for(send(part), SLOW_S)
            moved = asyncio.create_task(self.streams.moved(self.theatre, after))
            await asyncio.wait({moved, leaving}, return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
            text = b": still here\n\n"
            if moved.done() and not moved.cancelled() and moved.result():
                text, after = await self._page(after)

    async def _page(self, after: int) -> Page:
        try:
            page = await self.streams.page(self.theatre, after)
            if page.last > after:
                return page
        except Exception:  # noqa: BLE001 - the stream outlives a database that is away
            LOG.warning("Events of %s can't be fetched: trying again.", self.theatre)
        await asyncio.sleep(1)
        return Page(b": waiting for the database\n\n", after)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
