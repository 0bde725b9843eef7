"""Whose turn is it to write? One request's for each theatre, in the order in which they came.

Writes to a theatre wait for its row in any case. Those of one process that waited there would hold
a thread and a connection each, and take the processor from the one that has the row.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from app.errors import NotReady


class Turns:
    """The turns of one process: one for a theatre, and not more together than `at_once`."""

    def __init__(self, at_once: int, patience_s: float) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._of_theatre: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._patience_s = patience_s
        self.waiting = 0

    @asynccontextmanager
    async def take(self, theatre: str) -> AsyncIterator[None]:
        """Wait for a turn, without a thread: reads need the threads. Raises NotReady."""
        own = self._of_theatre.setdefault(theatre, asyncio.Lock())
        async with AsyncExitStack() as taken:
            self.waiting += 1
            try:
                async with asyncio.timeout(self._patience_s):
                    await taken.enter_async_context(own)
                    await taken.enter_async_context(self._all)
            except TimeoutError:
                raise NotReady("Too many are writing now: try again in a moment.") from None
            finally:
                self.waiting -= 1
            yield
