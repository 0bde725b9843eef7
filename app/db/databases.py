"""Which database answers a read? A replica that is as far as the reader needs, else the primary.

How far each has come is told by its own heads, so a replica that lags, or is gone, is passed over
without asking it. What a reader needs is at least what this process knows to be written: no answer
goes back behind another one, whichever database it came from.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple, cast

from sqlalchemy import URL
from sqlalchemy.exc import OperationalError

from app.db.engines import (
    Connection,
    CountedPool,
    Engine,
    aside_engine,
    read_engine,
    replica_addresses,
    service_address,
    write_engine,
)
from app.db.heads import Head, Heads
from app.db.line import Line
from app.settings import Settings


class Database(NamedTuple):
    """A database that is read from, and how far it has come."""

    engine: Engine
    heads: Heads

    def has(self, needed: dict[str, int]) -> bool:
        """Whether each theatre is known to be at its revision here, or later."""
        known = self.heads.known
        return self.heads.sure and all(
            theatre in known and known[theatre].revision >= revision
            for theatre, revision in needed.items()
        )


class States(NamedTuple):
    """Whether each database is `ready`, a replica that lags `behind`, or one `away`."""

    primary: str
    replicas: list[str]


class Databases:
    """The primary, how it is written to, and its replicas. It tells the heads of what leads.

    `aside` are connections to the primary for what must wait for no other question.
    """

    def __init__(
        self,
        primary: Database,
        writes: Engine,
        aside: Engine,
        replicas: Sequence[Database] = (),
    ) -> None:
        self.primary = primary
        self.writes = writes
        self.aside = aside
        self.replicas = replicas
        self._all = (primary, *replicas)
        self._turn = count()
        for replica in replicas:
            primary.heads.watch(replica.heads.hurry)

    @classmethod
    def of(cls, settings: Settings) -> "Databases":
        """Make those that settings name; nothing is opened yet. Raises SettingsError."""
        url, line = service_address(settings), Line()
        primary = Database(read_engine(settings, line), Heads(url, line))
        replicas = [_replica(settings, url) for url in replica_addresses(settings)]
        return cls(primary, write_engine(settings, line), aside_engine(settings, line), replicas)

    @property
    def _leading(self) -> Heads:
        """The primary's heads while they are sure, else those of the replica that is farthest."""
        if self.primary.heads.sure or not self.replicas:
            return self.primary.heads
        sure = [replica.heads for replica in self.replicas if replica.heads.sure]
        return max(sure, key=_far, default=self.primary.heads)

    @property
    def told(self) -> "Heads | Databases":
        """What tells the heads: without replicas those of the primary, which are asked sooner."""
        return self if self.replicas else self.primary.heads

    @property
    def known(self) -> dict[str, Head]:
        """The heads, by theatre."""
        return self._leading.known

    @property
    def sure(self) -> bool:
        """Whether the heads are known to be the newest that can be reached."""
        return self._leading.sure

    def newest(self, theatre: str) -> Head | None:
        """Give the head of a theatre if it is known, and sure to be the newest within reach."""
        return self._leading.newest(theatre)

    @property
    def away_s(self) -> float | None:
        """Seconds since the heads were the newest, if no database can be reached; else None."""
        return self._leading.away_s

    @property
    def heads(self) -> dict[str, Heads]:
        """How far each database has come, by its name."""
        return {"primary": self.primary.heads} | {
            name: replica.heads for name, replica in self._named.items()
        }

    @property
    def pools(self) -> dict[str, CountedPool]:
        """The pools of connections, by what they are for."""
        engines = {"reads": self.primary.engine, "writes": self.writes, "aside": self.aside}
        engines |= {name: replica.engine for name, replica in self._named.items()}
        return {name: cast("CountedPool", engine.pool) for name, engine in engines.items()}

    @property
    def _named(self) -> dict[str, Database]:
        return {f"replica-{number}": each for number, each in enumerate(self.replicas, 1)}

    def reader(self, theatre: str | None = None, least: int = 0) -> Engine:
        """Choose where to read of a theatre (None: of all), at revision `least` or later.

        The primary is the choice, too, where none is known to have come so far.
        """
        heads = self._leading.known
        needed = {name: head.revision for name, head in heads.items()}
        if theatre is not None:
            needed = {theatre: max(least, needed.get(theatre, 0))}
        there = [replica.engine for replica in self.replicas if replica.has(needed)]
        return there[next(self._turn) % len(there)] if there else self.primary.engine

    def lend(self, theatre: str | None = None, least: int = 0) -> Connection:
        """Connect to where a read goes, or to the primary if that replica takes nobody now.

        It may have been promoted, and was asked for as a standby; or it has just gone.
        """
        engine = self.reader(theatre, least)
        try:
            return engine.connect()
        except OperationalError:
            if engine is self.primary.engine:
                raise
            return self.primary.engine.connect()

    def witness(self) -> Engine:
        """Choose where to see that a database is there: any from which reads are answered."""
        leads = self.primary.heads.sure or not self.replicas
        return self.aside if leads else self.reader()

    def is_newest(self, engine: Engine) -> bool:
        """Whether nothing that was committed a while ago can be missing where this engine reads.

        A replica may lag, and only beside the primary can it be told by how much.
        """
        return engine is self.primary.engine or self.primary.heads.sure

    def states(self) -> States:
        """Tell of each database whether it answers, and with what is newest."""
        needed = {name: head.revision for name, head in self._leading.known.items()}
        replicas = [
            ("ready" if replica.has(needed) else "behind") if replica.heads.sure else "away"
            for replica in self.replicas
        ]
        return States("ready" if self.primary.heads.sure else "away", replicas)

    def reach(self, theatre: str, revision: int) -> bool:
        """Wait a moment until a revision that was committed is known here; tell whether it is."""
        return self.primary.heads.reach(theatre, revision)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have a function called, in a thread, when a head has moved."""
        for database in self._all:
            database.heads.watch(watcher)

    def start(self) -> None:
        """Begin to listen."""
        for database in self._all:
            database.heads.start()

    def stop(self) -> None:
        """Let go of all connections."""
        for database in self._all:
            database.heads.stop()
            database.engine.dispose()
        self.writes.dispose()
        self.aside.dispose()


def _replica(settings: Settings, url: URL) -> Database:
    line = Line()
    return Database(read_engine(settings, line, url), Heads(url, line))


def _far(heads: Heads) -> int:
    return sum(head.revision for head in heads.known.values())
