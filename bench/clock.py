"""How long does the database take? From sending a statement until all of its rows are here."""

import time
from typing import Any

from sqlalchemy import Connection, event

from bench.questions import Ask, latest_view


class Clock:
    """Asks a ledger and times its answers, without what Python makes of their rows.

    The statements go the service's own way: the driver prepares those that come back.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._view = latest_view(connection)
        self._began = self._spent = 0.0
        event.listen(connection, "before_cursor_execute", self._begin)
        event.listen(connection, "after_cursor_execute", self._end)

    def time(self, ask: Ask) -> float:
        """Ask, and give the milliseconds that all statements of it took together."""
        self._spent = 0.0
        ask(self._connection, self._view)
        return self._spent * 1000

    def _begin(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self._spent += time.perf_counter() - self._began
