"""The database of a torture: a durable cluster of its own, which can be hurt in all ways."""

import os
import signal
from pathlib import Path

from app.db.account import choose_account
from app.db.cluster import SETTINGS
from app.db.install import find_postgres
from app.db.server import Server
from tests.polling.feed import children


class Database:
    """The cluster of the folder `home`, seen as someone else's database."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.data = home / "cluster" / "data"
        self._settings = settings or {}

    def start(self) -> None:
        """Start it again, where it listened before, and wait until it takes connections."""
        folder = {"unix_socket_directories": str(self.home / "run")}
        self._server().start(SETTINGS | self._settings | folder)

    def stop_at_once(self) -> None:
        """Stop it as `pg_ctl -m immediate` does: nothing is written down, open work is lost."""
        self._server()._run("pg_ctl", "stop", "-w", "-s", "-mimmediate")

    def kill(self) -> None:
        """Kill the postmaster."""
        os.kill(self.postmaster(), signal.SIGKILL)

    def signal_all(self, number: int) -> None:
        """Send a signal to each of its processes, the postmaster first."""
        postmaster = self.postmaster()
        for pid in (postmaster, *children(postmaster)):
            os.kill(pid, number)

    def postmaster(self) -> int:
        """Name the process that looks after the others."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def _server(self) -> Server:
        postgres = find_postgres(int((self.data / "PG_VERSION").read_text()))
        assert postgres is not None
        return Server(self.data, postgres, choose_account(self.home, self.data))
