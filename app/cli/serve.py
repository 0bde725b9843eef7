"""`frontline serve`: from one command to a service that answers, and back to nothing running."""

import errno
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated, NoReturn

import typer
from sqlalchemy import text
from uvicorn import Config, _subprocess
from uvicorn.config import STARTUP_FAILURE

from app.cli.connections import KEPT_S
from app.cli.database import database, service_role
from app.cli.logs import log_config
from app.cli.progress import shown
from app.cli.supervisor import START_S, Supervisor
from app.db.engines import Connection, owner_engine, read_engine
from app.db.migrate import migrate
from app.db.schema import check_schema
from app.services.issue_key import Scope, create_key, list_keys
from app.services.load_theatre import load_if_absent
from app.settings import Settings, SettingsError, read_settings

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PORT_WAIT_S = 3  # workers whose supervisor was killed need a moment to go
UNREAD_MS = 30_000
OTHER_FILES = 512
SERVES = ["uvloop", "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on"]
IN_UTC = text("SELECT current_setting('TimeZone') IN ('UTC', 'Etc/UTC')")
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
FIRST_KEY = "first analyst"
TOO_POWERFUL = text("""
    SELECT rolsuper OR EXISTS (
        SELECT FROM pg_tables
        WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER')
    )
    FROM pg_roles WHERE rolname = current_user
""")


class Stopped(BaseException):
    """The user or the system asked for a stop before there were workers."""


def serve(
    load: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Theatre folder to load if it is absent."),
    ] = None,
) -> None:
    """Serve until Ctrl-C. Without FRONTLINE_DATABASE_URL it runs a database of its own.

    SIGTERM: `/readyz` is unready for FRONTLINE_UNREADY_S, then requests are finished within
    FRONTLINE_SHUTDOWN_GRACE_S, and it exits with 0. SIGUSR2: the workers are replaced one by one
    by others of the same release, and no request is lost. A closed terminal (SIGHUP) is a stop.
    """
    for stop in STOPS:
        signal.signal(stop, _stop)
    try:
        with _listen(read_settings()) as listener, database(looked_after=True) as settings:
            key = _prepare(settings, load)
            _check_database(settings)
            _greet(listener, key)
            _run_workers(settings, listener)
    except Stopped:
        pass


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for stop in STOPS:  # a second one must not keep the database from stopping
        signal.signal(stop, signal.SIG_IGN)
    raise Stopped


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else. Requests wait in line until the workers are there."""
    until = time.monotonic() + PORT_WAIT_S
    while True:
        try:
            address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
            listener = socket.create_server(address[4][:2], family=address[0], backlog=2048)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                reason = str(error.strerror).split(" (", maxsplit=1)[0]
                raise SettingsError(
                    f"Can't listen on {settings.host} port {settings.port} ({reason}):"
                    " set FRONTLINE_HOST and FRONTLINE_PORT to others, or stop what uses them."
                ) from None
        else:
            _drop_who_does_not_read(listener)
            return listener
        time.sleep(0.2)


def _drop_who_does_not_read(listener: socket.socket) -> None:
    """Have the kernel end connections whose client takes nothing; they inherit it from here.

    Closing such a connection is not enough: it waits until the client has read what was sent.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)


def _prepare(settings: Settings, load: Path | None) -> str | None:
    """Migrate, load the theatre and make a first key, as far as each is missing."""
    if settings.owner_database_url is None and load is None:
        return None
    engine = owner_engine(settings)
    migrate(engine, service_role(settings))
    if load is not None:
        load_if_absent(engine, load, shown)
    with engine.begin() as connection:
        if list_keys(connection):
            return None
        return create_key(connection, FIRST_KEY, [Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW])


def _check_database(settings: Settings) -> None:
    """Refuse a database of another release, or a role that could rewrite the ledger."""
    engine = read_engine(settings)
    try:
        with engine.connect() as connection:
            _check(connection)
    finally:
        engine.dispose()


def _check(connection: Connection) -> None:
    if connection.scalar(TOO_POWERFUL):
        raise SettingsError(
            "The service must own nothing and be no superuser: set FRONTLINE_DATABASE_URL to"
            " the role that `frontline migrate` gave its rights to."
        )
    if not connection.scalar(IN_UTC):  # a pooler may drop what the service asks for
        raise SettingsError(
            "The service's sessions are not in UTC: run, as the database's owner,"
            " ALTER DATABASE … SET timezone = 'UTC' (see docs/scaling.md)."
        )
    check_schema(connection)


def _greet(listener: socket.socket, key: str | None) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    typer.echo(f"Frontline: {address}   API: {address}/v1/theatres   manual: {address}/docs")
    if key:
        typer.echo(f"A first key for analysts, which is not shown again:\n{key}")


def _allow_connections(number: int) -> None:
    """Raise the limit of open files, which is 1,024 in many places, as far as that is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number + OTHER_FILES
    if resource.RLIM_INFINITY != soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _start_workers_ready() -> None:
    """Have workers forked from a process that has imported all they need.

    uvicorn starts each as a new interpreter, which takes seconds, on a busy machine many: too long
    where the workers that there were have just been killed.
    """
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["app.cli.worker", "app.main", "app.cli", *SERVES])
    _subprocess.spawn = forked  # type: ignore[assignment]


@contextmanager
def _shared_figures() -> Iterator[None]:
    """Lend the workers a folder for their figures; in memory, for a full disk would end a worker.

    Each maps a file of it, and the kernel kills who writes to a page that finds no place.
    """
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="frontline-figures-", dir=memory) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _run_workers(settings: Settings, listener: socket.socket) -> None:
    """Run until a signal. The workers read the address of the service's role, and no other."""
    os.environ.pop("FRONTLINE_OWNER_DATABASE_URL", None)
    _allow_connections(settings.connections)
    # Each thread else has a heap of its own, where answers that come and go leave holes behind.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    if settings.database_url is not None:
        os.environ["FRONTLINE_DATABASE_URL"] = settings.database_url.get_secret_value()
    config = Config(
        "app.cli.worker:create_app",
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http="app.cli.connections:Connection",
        log_config=log_config(settings),
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_grace_s,
        timeout_worker_healthcheck=START_S,
        timeout_keep_alive=KEPT_S,
    )
    _start_workers_ready()
    supervisor = Supervisor(config, [listener], settings.unready_s)
    with _shared_figures():
        supervisor.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes):
        raise SystemExit("frontline: The workers could not start; what they wrote above tells why.")
