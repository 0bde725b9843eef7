"""Where a torture takes place: a service, its database, a theatre for each fault, a report."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.db.engines import owner_engine
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.folders import write_folder
from tests.polling.feed import workers_of
from tests.torture.asking import CUT_OFF, Asking
from tests.torture.clients import Clients
from tests.torture.database import Database
from tests.torture.log import Log
from tests.torture.verdict import verdict

WORKERS = 2
BEFORE_S, AFTER_S = 1.5, 1.0
RECOVERS_WITHIN_S = 10.0
GIVEN_UP_S = 20.0


class Row(NamedTuple):
    """A line of the report: what was done, and what clients saw of it. Times are seconds."""

    fault: str
    writes: int
    reads: int
    stale: int
    oldest: int
    refused: int
    cut_off: int
    longest_answer: float
    without_reads: float
    without_writes: float
    recovered: float


class Scene(NamedTuple):
    """A running service; `settings` are those of its database, not of what lies between."""

    settings: Settings
    database: Database
    port: int
    supervisor: int
    folder: Path
    report: list[Row]

    def workers(self) -> set[int]:
        """Find the processes that answer."""
        return workers_of(self.supervisor)

    def torture(self, fault: str, inflict: Callable[[], None]) -> Log:
        """Inflict a fault while clients write and read; `inflict` returns when it is over.

        All that was promised is asserted, and a line of the report is written.
        """
        clients = self._clients(fault)
        with clients.running():
            time.sleep(BEFORE_S)
            inflict()
            over = time.monotonic()
            recovered = self._recovery(clients.log, over)
            time.sleep(AFTER_S)
        log = clients.log
        row = Row(
            fault,
            len(log.written),
            len(log.good["reads"]),
            log.stale,
            log.oldest,
            log.statuses["503"],
            log.statuses["cut off"],
            log.longest,
            log.longest_silence("reads"),
            log.longest_silence("writes"),
            recovered,
        )
        self.report.append(row)
        wrong = verdict(clients, self.settings)
        assert not wrong, "\n".join(wrong[:20])
        assert recovered < RECOVERS_WITHIN_S
        return log

    def _clients(self, name: str) -> Clients:
        """Make a theatre, a key, and the clients that use them."""
        engine = owner_engine(self.settings)
        folder = self.folder / name.replace(" ", "-").replace("/", "-")
        theatre = write_folder(folder)
        load(engine, folder)
        with engine.begin() as connection:
            key = create_key(connection, theatre, [Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW])
        path = f"/v1/theatres/{theatre}"
        with Asking(self.port) as client:
            assert client.ask(path, {"Min-Revision": "1"}).status == 200
        return Clients([self.port], path, key, Log())

    def _recovery(self, log: Log, over: float) -> float:
        """Tell after how long it was ready, acknowledged a write and gave a fresh answer."""
        while (waited := time.monotonic() - over) < GIVEN_UP_S:
            written = log.good["writes"][-1:] or [0.0]
            if min(log.fresh_at, *written) > over and self._is_ready():
                return waited
            time.sleep(0.05)
        return waited

    def _is_ready(self) -> bool:
        with Asking(self.port) as client:
            try:
                return client.ask("/readyz").status == 200
            except CUT_OFF:
                return False
