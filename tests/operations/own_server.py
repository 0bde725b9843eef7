"""A PostgreSQL of a test's own, which can be backed up whole, lost and restored."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL

from app.db.account import Account, choose_account
from app.db.cluster import SETTINGS
from app.db.install import Postgres, find_or_install_postgres
from app.db.provision import OWNER, SERVICE, Passwords
from app.db.server import Server
from app.settings import Settings
from tests.conftest import settings_for

DATABASE = "frontline_test"
WORDS = Passwords("superuser", "owner", "service")
REPLICATION = "local replication postgres scram-sha-256\n"


class Machine(NamedTuple):
    """A folder that PostgreSQL's account can work in, for its data, its socket and its backups."""

    folder: Path
    account: Account
    postgres: Postgres

    def server(self, name: str) -> Server:
        """Give the server whose data is in a folder of this name."""
        return Server(self.folder / name, self.postgres, self.account)

    def start(self, server: Server, settings: dict[str, str]) -> None:
        """Start it without TCP."""
        server.start(SETTINGS | {"unix_socket_directories": str(self.folder)} | settings)

    def settings(self) -> Settings:
        """Give the settings of a service on it."""

        def url(role: str, password: str) -> URL:
            where = {"host": str(self.folder)}
            return URL.create("postgresql", role, password, database=DATABASE, query=where)

        return settings_for(url(OWNER, WORDS.owner), url(SERVICE, WORDS.service))

    @property
    def environment(self) -> dict[str, str]:
        """Where PostgreSQL's programs find the server, as its superuser."""
        host = {"PGHOST": str(self.folder), "PGUSER": "postgres", "PGPASSWORD": WORDS.superuser}
        return host | {"BACKUPS": str(self.folder / "backups"), "TZ": "UTC"}


@contextmanager
def machine() -> Iterator[Machine]:
    """Give a machine without a server."""
    with tempfile.TemporaryDirectory(prefix="frontline-") as name:
        folder, postgres = Path(name), find_or_install_postgres()
        account = choose_account(folder, folder / "data")
        for path in (folder, folder / "backups", folder / "backups" / "wal"):
            path.mkdir(exist_ok=True)
            account.give(path)
        own = Machine(folder, account, postgres)
        try:
            yield own
        finally:
            for file in folder.glob("*/postmaster.pid"):
                own.server(file.parent.name).stop()
