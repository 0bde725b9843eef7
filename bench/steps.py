"""What does each step to more machines buy? On one machine, which limits what can be seen."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app.db.engines import owner_engine, write_engine
from app.db.provision import SERVICE
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from bench import servers
from bench.beside import nginx, pgbouncer
from bench.costs import AFGHANISTAN, LAST_REVISION, STATUS, each
from bench.nodes import (
    DATABASE,
    PASSWORDS,
    STANDBY,
    Node,
    nodes,
    reading_from,
    settings_of,
)
from bench.place import machine
from bench.servers import Server

FIRST_ANSWERS = 100
COMMITS = 100


class Step(NamedTuple):
    """A way to serve: 304s of one core in a second, milliseconds of a first answer and a commit."""

    name: str
    polls: float
    first_ms: float
    commit_ms: float | None = None


def run() -> int:
    """Set up each step in turn, measure it, and print all as Markdown."""
    with tempfile.TemporaryDirectory(prefix="steps-") as folder, nodes(Path(folder)) as pair:
        steps = list(_steps(*pair))
        where = machine(owner_engine(settings_of(pair[0])))
    print("| | 304 of a core, per second | first answer | commit |\n|---|--:|--:|--:|")
    for step in steps:
        commit = "" if step.commit_ms is None else f"{step.commit_ms:.1f} ms"
        print(f"| {step.name} | {step.polls:,.0f} | {step.first_ms:.1f} ms | {commit} |")
    print(f"\n{where}.")
    return 0


def _steps(primary: Node, standby: Node) -> Iterator[Step]:
    settings = settings_of(primary)
    load(owner_engine(settings), AFGHANISTAN)
    with owner_engine(settings).begin() as connection:
        create_key(connection, "bench", [Scope.CLAIMS_WRITE])
    with servers.service("service", settings) as service:
        yield _measured("1 worker", service, service, _commit(settings))
    with servers.service("service", settings) as service, _front(service) as front:
        yield _measured("1 worker behind nginx", front, service)
    replicas = {"FRONTLINE_READ_DATABASE_URL": reading_from(standby)}
    with servers.service("service", settings, 1, replicas) as service:
        yield _measured("1 worker, reads from a standby", service, service)
    users = {SERVICE: PASSWORDS.service}
    for statement in ("timezone = 'UTC'", "jit = off", "statement_timeout = '60s'"):
        primary.ask(f"ALTER DATABASE {DATABASE} SET {statement}")
    with (
        tempfile.TemporaryDirectory(prefix="pgbouncer-") as own,
        pgbouncer(Path(own), primary, DATABASE, users) as pooler,
    ):
        url = settings_of(pooler).database_url
        pooled = settings.model_copy(update={"database_url": url})
        with servers.service("service", pooled) as service:
            yield _measured("1 worker through PgBouncer", service, service, _commit(pooled))
    primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
    primary.ask("SELECT pg_reload_conf()")
    time.sleep(1)
    if primary.ask("SELECT sync_state FROM pg_stat_replication") != "sync":
        raise RuntimeError("The standby is not synchronous.")
    with servers.service("service", settings) as service:
        yield _measured("1 worker, synchronous standby", service, service, _commit(settings))


@contextmanager
def _front(service: Server) -> Iterator[Server]:
    with (
        tempfile.TemporaryDirectory(prefix="nginx-") as folder,
        nginx(Path(folder), service.port) as front,
    ):
        yield front


def _measured(name: str, front: Server, service: Server, commit: float | None = None) -> Step:
    tag = {"If-None-Match": dict(front.ask(STATUS).headers)["etag"]}
    return Step(name, 1 / each(front, tag), _first_ms(service), commit)


def _first_ms(service: Server) -> float:
    """Give the milliseconds of an answer that was never asked for: another revision's."""
    took = []
    for revision in range(LAST_REVISION - FIRST_ANSWERS, LAST_REVISION):
        began = time.perf_counter()
        service.ask(f"{STATUS}?revision={revision}")
        took.append((time.perf_counter() - began) * 1000)
    return min(took)  # what others do on the machine only adds to it


def _commit(settings: Settings) -> float:
    """Give the milliseconds of a transaction that writes one row: what every write waits for."""
    engine = write_engine(settings)
    took = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE keys SET last_used_at = now()")
        took.append((time.perf_counter() - began) * 1000)
    engine.dispose()
    return min(took)  # what others do on the machine only adds to it
