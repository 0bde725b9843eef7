"""Where is the database when the user has none? In a private PostGIS under FRONTLINE_HOME.

Several processes may use one cluster: the first starts it, the last one out stops it. Two file
locks count them, `users.lock` (shared, while in use) and `start.lock` (held only to start it, or to
decide to stop). Locks end with their process, so a server that outlives a killed user is adopted by
the next one.
"""

import fcntl
import json
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL

from app.db.account import Account, choose_account
from app.db.install import ClusterError, Postgres, find_or_install_postgres, find_postgres
from app.db.provision import OWNER, SERVICE, Passwords, provision
from app.db.server import Server

SETTINGS = {
    "jit": "off",
    "listen_addresses": "",  # a unix socket is all there is, so no port can be taken
    "log_error_verbosity": "terse",  # details quote the row that failed
    "log_min_messages": "warning",
    "log_timezone": "UTC",
    "random_page_cost": "1.1",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "work_mem": "16MB",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SOCKET = ".s.PGSQL.5432"  # the socket's name, by PostgreSQL's rule


class ClusterUrls(NamedTuple):
    """The database's address as its owner, and as the service's role; a repr hides the password."""

    owner_url: URL
    service_url: URL


class Cluster:
    """The cluster in the folder `home`: inside `with Cluster(home) as urls:` it runs.

    `durable=False` makes a throw-away cluster, which a crash of the machine may ruin.
    """

    def __init__(self, home: Path, *, database: str = "frontline", durable: bool = True) -> None:
        self._home = home.resolve()
        self._database = database
        self._durable = durable
        self._folder = self._home / "cluster"
        self._data = self._folder / "data"

    def __enter__(self) -> ClusterUrls:
        """Start the cluster, or join its users. ClusterError: it can't run; what to do about it."""
        self._home.mkdir(parents=True, exist_ok=True)
        self._users = (self._home / "users.lock").open("a")
        try:
            with self._starting_or_stopping():
                fcntl.flock(self._users, fcntl.LOCK_SH)
                return self._run()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; the last one out stops it."""
        with self._starting_or_stopping(), self._users, suppress(BlockingIOError):
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._data.exists():
                self._stop()

    @contextmanager
    def _starting_or_stopping(self) -> Iterator[None]:
        with (self._home / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self) -> ClusterUrls:
        made = self._data.exists()
        # In this order: the package that brings PostgreSQL brings its account, too.
        postgres = self._programs() if made else find_or_install_postgres()
        account = choose_account(self._home, self._data)
        if not made:
            self._create(postgres, account)
        server = Server(self._data, postgres, account)
        folder = server.socket_folder()
        if folder is None:
            folder = self._socket_folder(account)
            self._start(server, folder)
        self._running = (server, folder)
        passwords = Passwords(**json.loads((self._folder / "passwords.json").read_text()))
        provision(folder, self._database, passwords)
        return ClusterUrls(
            self._url(folder, OWNER, passwords.owner), self._url(folder, SERVICE, passwords.service)
        )

    def start_again(self) -> bool:
        """Start the server where it ran, if it is gone; tell if it was. Raises ClusterError."""
        server, folder = self._running
        if server.socket_folder() is not None:
            return False
        with self._starting_or_stopping():
            if server.socket_folder() is not None:
                return False
            for left_over in folder.glob(f"{SOCKET}*"):
                left_over.unlink(missing_ok=True)
            self._start(server, folder)
        return True

    def _start(self, server: Server, folder: Path) -> None:
        settings = SETTINGS if self._durable else SETTINGS | NOT_DURABLE
        server.start({**settings, "unix_socket_directories": str(folder)})

    def _create(self, postgres: Postgres, account: Account) -> None:
        """Build the cluster aside and rename it, so that a half-made one is never taken for it."""
        for left_over in self._home.glob("making-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=self._home))
        account.give(making)
        passwords = Passwords(*(secrets.token_urlsafe(24) for _ in Passwords._fields))
        secret = making / "passwords.json"
        secret.touch(mode=0o600)
        secret.write_text(json.dumps(passwords._asdict()))
        Server(making / "data", postgres, account).create(
            passwords.superuser, durable=self._durable
        )
        making.rename(self._folder)

    def _stop(self) -> None:
        server = Server(self._data, self._programs(), choose_account(self._home, self._data))
        folder = server.socket_folder()
        if folder is not None:
            server.stop()
            if folder.parent != self._home:
                shutil.rmtree(folder, ignore_errors=True)

    def _programs(self) -> Postgres:
        """Find the programs of the very version that made the data."""
        major = int((self._data / "PG_VERSION").read_text())
        found = find_postgres(major)
        if found is None:
            raise ClusterError(
                f"{self._home} was made by PostgreSQL {major}, which is not here with PostGIS:"
                " install that version, or set FRONTLINE_HOME to a new folder and load anew."
            )
        return found

    def _socket_folder(self, account: Account) -> Path:
        """Make the folder of the socket: ours, or a private one if the path is too long for it."""
        folder = self._home / "run"
        shutil.rmtree(folder, ignore_errors=True)  # a killed server leaves its socket there
        folder.mkdir(mode=0o700)
        if not _takes_a_socket(folder):
            folder = Path(tempfile.mkdtemp(prefix="frontline-"))
        account.give(folder)
        return folder

    def _url(self, folder: Path, role: str, password: str) -> URL:
        return URL.create(
            "postgresql+psycopg",
            username=role,
            password=password,
            database=self._database,
            query={"host": str(folder)},
        )


def _takes_a_socket(folder: Path) -> bool:
    """Whether PostgreSQL's settings can name the folder, and the system can make sockets in it."""
    if not re.fullmatch(r"[\w./-]+", str(folder), re.ASCII):
        return False
    trial = folder / f"{SOCKET}x"
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(trial))
    except OSError:
        return False
    trial.unlink()
    return True
