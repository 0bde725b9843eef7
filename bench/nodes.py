"""PostgreSQL servers as on machines of their own, each on a port: a primary and its standby."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from pydantic import SecretStr
from sqlalchemy import URL

from app.db.account import choose_account
from app.db.cluster import SETTINGS
from app.db.engines import owner_engine
from app.db.install import find_postgres
from app.db.migrate import migrate
from app.db.provision import OWNER, SERVICE, Passwords, provision
from app.db.server import Server
from app.settings import Settings

DATABASE = "nodes_test"
PASSWORDS = Passwords("superuser", "owner", "service")
HOST = "127.0.0.1"
HBA = f"host all,replication all {HOST}/32 scram-sha-256\n"
STANDBY = "standby"
WRITABLE = "read-write"


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
        return port


class Node(NamedTuple):
    """A server; its folder is its own."""

    folder: Path
    port: int

    @property
    def server(self) -> Server:
        """PostgreSQL's programs on its folder."""
        postgres = find_postgres()
        if postgres is None:
            raise RuntimeError("PostgreSQL was not found.")
        data = self.folder / "data"
        return Server(data, postgres, choose_account(self.folder, data))

    def create(self, **settings: str) -> None:
        """Make it, start it, and migrate its database."""
        self._folders()
        self.server.create(PASSWORDS.superuser, durable=True)
        with (self.folder / "data" / "pg_hba.conf").open("a") as hba:
            hba.write(HBA)
        run = self.folder / "run"
        self.server.start(SETTINGS | {"unix_socket_directories": str(run)})
        provision(run, DATABASE, PASSWORDS)
        self.stop()
        self.start(**settings)
        migrate(owner_engine(settings_of(self)), SERVICE)

    def follow(self, primary: "Node") -> None:
        """Copy another server, and go on as its standby."""
        self._folders()
        conninfo = f"host={HOST} port={primary.port} user=postgres application_name={STANDBY}"
        conninfo += f" password={PASSWORDS.superuser}"
        self._run("pg_basebackup", "-R", "-Xstream", "-cfast", f"-d{conninfo}")
        self.start()

    def start(self, **settings: str) -> None:
        """Start it and wait until it takes connections."""
        for left_over in (self.folder / "run").iterdir():  # of one that was killed
            left_over.unlink()
        own = {
            "unix_socket_directories": str(self.folder / "run"),
            "listen_addresses": HOST,
            "port": str(self.port),
        }
        self.server.start({**SETTINGS, "shared_buffers": "64MB", **own, **settings})

    def stop(self) -> None:
        """Stop it at once, but cleanly."""
        self.server.stop()

    def kill(self) -> None:
        """Kill all of its processes at once, as a machine that loses its power."""
        self.signal_all(signal.SIGKILL)

    def signal_all(self, number: int) -> None:
        """Send a signal to each of its processes, the postmaster first."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        for pid in (postmaster, *map(int, children.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def promote(self) -> None:
        """Make the standby a primary."""
        self._run("pg_ctl", "promote", "-w", "-s")

    def ask(self, statement: str) -> Any:
        """Run a statement as the superuser; give the first value, if there is one."""
        address = self.url("postgres", PASSWORDS.superuser).set(drivername="postgresql")
        text = address.render_as_string(hide_password=False)
        with psycopg.connect(text, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def url(self, role: str, password: str) -> URL:
        """Give its address for a role."""
        return address([self], role, password)

    def _run(self, program: str, *options: str) -> None:
        self.server._run(program, *options)  # noqa: SLF001 - what no command of ours does

    def _folders(self) -> None:
        for folder in (self.folder, self.folder / "run"):
            folder.mkdir(mode=0o700)
            choose_account(self.folder, self.folder / "data").give(folder)


def address(nodes: list[Node], role: str, password: str, wanted: str = "any") -> URL:
    """Give the address of several servers, of which one is taken that is as `wanted`."""
    hosts, ports = ",".join(HOST for _ in nodes), ",".join(str(node.port) for node in nodes)
    query = {"host": hosts, "port": ports, "target_session_attrs": wanted}
    return URL.create("postgresql", role, password, database=DATABASE, query=query)


def settings_of(*nodes: Node, wanted: str = "any") -> Settings:
    """Point settings to servers, of which one is taken that is as `wanted`."""
    roles = (OWNER, PASSWORDS.owner), (SERVICE, PASSWORDS.service)
    owner, service = (
        SecretStr(address([*nodes], *role, wanted).render_as_string(hide_password=False))
        for role in roles
    )
    return Settings(owner_database_url=owner, database_url=service)


def reading_from(*nodes: Node, wanted: str = "any") -> str:
    """Give the address of the replicas that reads go to."""
    url = address([*nodes], SERVICE, PASSWORDS.service, wanted)
    return url.render_as_string(hide_password=False)


@contextmanager
def nodes(folder: Path, **settings: str) -> Iterator[tuple[Node, Node]]:
    """Run a primary, which gets the settings, and its standby."""
    folder.chmod(0o755)  # the servers' account has to pass it
    primary, standby = (Node(folder / name, free_port()) for name in ("primary", STANDBY))
    try:
        primary.create()
        standby.follow(primary)
        if settings:
            primary.stop()
            primary.start(**settings)
        yield primary, standby
    finally:
        for node in (standby, primary):
            if node.folder.exists() and node.server.socket_folder() is not None:
                node.stop()
