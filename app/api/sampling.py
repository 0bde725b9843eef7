"""How is a worker doing right now? Its gauges are set each second, so that no request pays for it.

Whichever worker is asked for the figures knows of the others what they set last.
"""

import asyncio
from dataclasses import dataclass

from app.api import metrics
from app.api.event_stream import Streams
from app.api.held import Shelf
from app.api.turns import Turns
from app.db.databases import Databases

EVERY_S = 1.0


@dataclass
class Sampling:
    """The parts of a worker that its gauges tell of; None: it has no such part."""

    databases: Databases | None
    shelf: Shelf | None
    streams: Streams
    turns: Turns

    def sample(self) -> None:
        """Set all gauges to what is now."""
        metrics.STREAMS.set(self.streams.open)
        metrics.WRITERS.set(self.turns.waiting)
        if self.shelf is not None:
            metrics.HELD_BYTES.set(self.shelf.bytes)
        if self.databases is not None:
            self._sample(self.databases)

    def _sample(self, databases: Databases) -> None:
        for name, heads in databases.heads.items():
            metrics.CONFIRMED.labels(name).set(heads.confirmed_at)
        for theatre, head in databases.known.items():
            metrics.REVISION.labels(theatre).set(head.revision)
        for name, pool in databases.pools.items():
            metrics.CONNECTIONS.labels(name).set(pool.checkedout())
            metrics.WAITING.labels(name).set(pool.waiting)
            metrics.SIZE.labels(name).set(pool.size())

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(EVERY_S)
