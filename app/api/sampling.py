"""How is a worker doing right now? Its gauges are set each second, so that no request pays for it.

Whichever worker is asked for the figures knows of the others what they set last.
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from app.api import metrics
from app.api.event_stream import Streams
from app.api.held import Shelf
from app.api.turns import Turns
from app.db.heads import Heads

EVERY_S = 1.0


class Pool(Protocol):
    """What is asked of a pool of connections."""

    waiting: int

    def size(self) -> int:
        """Give how many there may be."""

    def checkedout(self) -> int:
        """Give how many are in use."""


@dataclass
class Sampling:
    """The parts of a worker that its gauges tell of; None: it has no such part."""

    heads: Heads | None
    shelf: Shelf | None
    streams: Streams
    turns: Turns
    pools: dict[str, Pool]

    def sample(self) -> None:
        """Set all gauges to what is now."""
        metrics.STREAMS.set(self.streams.open)
        metrics.WRITERS.set(self.turns.waiting)
        for name, pool in self.pools.items():
            metrics.CONNECTIONS.labels(name).set(pool.checkedout())
            metrics.WAITING.labels(name).set(pool.waiting)
            metrics.SIZE.labels(name).set(pool.size())
        if self.shelf is not None:
            metrics.HELD_BYTES.set(self.shelf.bytes)
        if self.heads is not None:
            metrics.CONFIRMED.set(self.heads.confirmed_at)
            for theatre, head in self.heads.known.items():
                metrics.REVISION.labels(theatre).set(head.revision)

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(EVERY_S)
