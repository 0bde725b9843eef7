"""Who waits for a database that has fallen silent? Nobody: all questions to it are given up.

A server that is frozen, or a network that swallows packets, ends no connection. So all connections
of a process tell one another when they last heard of the database. A statement may take long while
others are answered; it is given up when nobody has been answered for a while.
"""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

SILENT_FOR_S = 4.0
"""Seconds without any word from the database after which what is asked of it is given up."""

TRIED_FOR_S = 1.0
"""Seconds that a question gets which was asked when it was silent already."""

REFUSED_FOR_S = 0.5
"""Seconds after a failed attempt to connect in which nobody else tries: it may take seconds."""

# Where the database is a network away, the kernel finds single connections that are dead.
DEAD_AFTER = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}

RV = TypeVar("RV")


class Line:
    """The way from a process to a database.

    While `watched`, something asks the database each second, so that silence means that it is away.
    Without it nothing is given up: a command may have one statement that takes minutes.
    """

    def __init__(self) -> None:
        self.watched = False
        self.heard_at = float("-inf")
        self._refused_until = float("-inf")

    @property
    def silent(self) -> bool:
        """Whether the database was heard of, but not for a while."""
        silent_s = time.monotonic() - self.heard_at
        return self.watched and SILENT_FOR_S < silent_s < float("inf")

    def connect(self, *args: Any, **params: Any) -> "Patient":
        """Connect, unless that has just failed, or is tried already by who watches.

        Raises psycopg.OperationalError.
        """
        if time.monotonic() < self._refused_until or self.silent:
            raise psycopg.OperationalError("The database could not be reached a moment ago.")
        return self.reach(*args, **params)

    def reach(self, *args: Any, **params: Any) -> "Patient":
        """Connect. Raises psycopg.OperationalError."""
        try:
            connection = Patient.connect(*args, **{**DEAD_AFTER, **params})
        except psycopg.OperationalError:
            self._refused_until = time.monotonic() + REFUSED_FOR_S
            raise
        self._refused_until = float("-inf")
        self.heard_at = time.monotonic()
        connection.line = self
        return connection


class Patient(psycopg.Connection[Any]):
    """A connection that gives up, and is closed, when its line has fallen silent."""

    line: Line | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an answer. Raises psycopg.OperationalError when it is given up."""
        if self.line is not None:
            gen = self._while_heard(self.line, gen)
        return super().wait(gen, interval, timeout)

    def _while_heard(self, line: Line, gen: PQGen[RV]) -> PQGen[RV]:
        """Hand on what psycopg waits for; it is told each `interval` that nothing came."""
        began = time.monotonic()
        try:
            wants = next(gen)
            while True:
                ready = yield wants
                if ready:
                    line.heard_at = time.monotonic()
                elif line.silent and time.monotonic() - began > TRIED_FOR_S:
                    self.close()
                    raise psycopg.OperationalError("The database has fallen silent.")
                wants = gen.send(ready)
        except StopIteration as end:
            value: RV = end.value
            return value
