"""How far has each theatre come in a database? Known without asking, as long as that is sure.

A thread listens to PostgreSQL and asks for all heads when it is told of a write, and each second
anyway. Where notifications don't come (a standby, a pooler that pools transactions), it asks many
times a second.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import NamedTuple

import psycopg
from sqlalchemy import URL

from app.db.engines import is_pooled
from app.db.line import Line

LOG = logging.getLogger("uvicorn.error")

CHANNEL = "frontline"
"""Where PostgreSQL tells, at commit, that a theatre has come to a revision: `AF:1045`."""

ASKED_EVERY_S = 1.0
POLLED_EVERY_S = 0.05
MISSED_WRITES = 3
REACHED_WITHIN_S = 0.25
SURE_FOR_S = 3.0
"""Seconds after the last answer of the database in which the heads count as known."""

HEADS = """
    SELECT t.id, t.revision, t.recorded_at,
           (SELECT count(*) FROM redactions r WHERE r.theatre = t.id)
    FROM theatres t
"""


class Head(NamedTuple):
    """A theatre's last revision, when it was recorded, and how often something was redacted."""

    revision: int
    recorded_at: datetime | None
    redactions: int


class Heads:
    """The heads of all theatres of a database, kept by a thread between `start` and `stop`."""

    def __init__(self, url: URL, line: Line | None = None) -> None:
        self.known: dict[str, Head] = {}
        self.polls = False
        self._line = line or Line()
        self.confirmed_at = 0.0  # as time.time() gives it; 0: not yet
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._answered_at = float("-inf")
        self._failures = 0
        self._watchers: list[Callable[[], None]] = []
        self._moved = threading.Condition()
        self._hurried = threading.Event()
        self._stopping = threading.Event()
        self._bell: socket.socket
        self._bell_pull: socket.socket
        self._thread = threading.Thread(target=self._run, name="heads", daemon=True)

    @property
    def sure(self) -> bool:
        """Whether the heads are known to be the newest, or behind by no more than a moment."""
        return not self._failures and time.monotonic() - self._answered_at < SURE_FOR_S

    @property
    def away_s(self) -> float | None:
        """Seconds since the heads were the newest, if the database can't be reached; else None.

        One that was lost and is not yet sought again may be there: that is not away.
        """
        silent_s = time.monotonic() - self._answered_at
        return silent_s if self._failures > 1 or silent_s >= SURE_FOR_S else None

    def newest(self, theatre: str) -> Head | None:
        """Give the head of a theatre if it is known, and sure to be the newest."""
        if self._failures or monotonic() - self._answered_at >= SURE_FOR_S:
            return None
        return self.known.get(theatre)

    def reach(self, theatre: str, revision: int) -> bool:
        """Wait a moment until a revision that was committed is known here; tell whether it is."""

        def is_there() -> bool:
            head = self.known.get(theatre)
            return head is not None and head.revision >= revision

        with self._moved:
            return self._moved.wait_for(is_there, REACHED_WITHIN_S)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have a function called, in the thread, when a head has moved."""
        self._watchers.append(watcher)

    def hurry(self) -> None:
        """Ask at once, for a write was heard of elsewhere."""
        self._hurried.set()

    def start(self) -> None:
        """Begin to listen."""
        self._line.watched = True
        self._bell, self._bell_pull = socket.socketpair()
        self._thread.start()

    def stop(self) -> None:
        """Let go of the connection; at once, if the database answers."""
        self._stopping.set()
        self._bell_pull.close()
        self._line.watched = False
        self._thread.join(2 * ASKED_EVERY_S)

    def _run(self) -> None:
        with self._bell:
            while not self._stopping.is_set():
                try:
                    self._listen()
                except psycopg.Error as error:
                    if not self._failures:  # said once, however long it takes
                        first = str(error).strip().splitlines()[:1]
                        LOG.warning("The heads are not known (%s): trying again.", *first or [""])
                    self._failures += 1
                    self._stopping.wait(min(POLLED_EVERY_S * self._failures, ASKED_EVERY_S))

    def _listen(self) -> None:
        with self._line.reach(
            self._conninfo,
            autocommit=True,
            connect_timeout=5,
            application_name="frontline heads",
            options=f"-c statement_timeout={int(SURE_FOR_S * 1000)}",
        ) as connection:
            self._ask_to_be_told(connection)
            self._ask(connection)
            missed = 0
            while not self._stopping.is_set():
                told = self._wait(connection)
                moved = self._ask(connection)
                missed = 0 if told else missed + moved
                if missed == MISSED_WRITES and not self.polls:
                    LOG.warning("PostgreSQL does not tell of writes: asking many times a second.")
                    self.polls = True

    def _ask_to_be_told(self, connection: psycopg.Connection) -> None:
        self.polls = is_pooled(connection)
        if self.polls:
            connection.prepare_threshold = None
            return
        try:
            connection.execute(f"LISTEN {CHANNEL}")
        except psycopg.errors.ReadOnlySqlTransaction:  # a standby can't
            self.polls = True

    def _wait(self, connection: psycopg.Connection) -> bool:
        """Wait until PostgreSQL tells of a write (True), or it is time to ask."""
        if self.polls:
            self._hurried.wait(POLLED_EVERY_S)
            self._hurried.clear()
            return False
        if _told(connection):  # with the answer to the last question
            return True
        # psycopg would wake many times a second, and each time keep the worker from its work.
        waiting = select.poll()
        for end in (connection, self._bell):
            waiting.register(end.fileno(), select.POLLIN)
        waiting.poll(ASKED_EVERY_S * 1000)
        return _told(connection)

    def _ask(self, connection: psycopg.Connection) -> bool:
        asked_at, told_at = time.monotonic(), time.time()
        rows = connection.execute(HEADS).fetchall()
        heads = {theatre: self._head(theatre, Head(*head)) for theatre, *head in rows}
        moved = heads != self.known
        if moved:
            with self._moved:
                self.known = heads
                self._moved.notify_all()
        self._answered_at, self.confirmed_at = asked_at, told_at
        self._failures = 0
        if moved:
            for watcher in self._watchers:
                watcher()
        return moved

    def _head(self, theatre: str, head: Head) -> Head:
        """Keep the very object of a head that did not move: readers compare by identity."""
        before = self.known.get(theatre)
        return before if before == head else head


def _told(connection: psycopg.Connection) -> bool:
    """Tell whether PostgreSQL has told of a write since it was last asked for that."""
    return any(True for _ in connection.notifies(timeout=0, stop_after=1))
