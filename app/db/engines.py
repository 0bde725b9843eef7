"""How does a process talk to the database: for reads, for writes, and as its owner?"""

import select
import time
from functools import partial
from threading import Lock
from typing import Any

import orjson
import psycopg
from sqlalchemy import URL, Connection, Dialect, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection, QueuePool

from app.db.line import Line
from app.settings import Settings, SettingsError, address_of

__all__ = [
    "PLANNED_ONCE",
    "WRITER_WAIT_S",
    "Connection",
    "CountedPool",
    "Engine",
    "aside_engine",
    "is_pooled",
    "owner_engine",
    "read_engine",
    "readers",
    "replica_addresses",
    "service_address",
    "write_engine",
    "writers",
]

POOL_WAIT_S = 5  # a request that gets no connection in this time is better refused
WRITER_WAIT_S = 15  # a write is worth more patience: it would be sent again
PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"
WRITERS = 4  # writes to one theatre queue for its row, so more would only wait
PAGES = 2  # pages of the feed that a process fetches at once for its streams
ASIDE = 2
WRITE_S = 120  # the longest statement of a write; the largest table takes that long
ASIDE_S = 2  # the longest statement of a question that takes a millisecond
LOCK_S = 5  # only a migration locks a reader out
IDLE_S = 60  # in a transaction: that of an export, between two pieces
RESTED_S = 0.5  # a connection that was given back less long ago is lent unasked

EACH_ALONE: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
"""Options of an engine whose statements stand alone: none sends a BEGIN or a ROLLBACK."""


class CountedPool(QueuePool):
    """A pool that knows how many threads wait for a connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = 0
        self._counting = Lock()

    def connect(self) -> PoolProxiedConnection:
        """Lend a connection, when there is one."""
        self._count(1)
        try:
            return super().connect()
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self.waiting += more


def read_engine(settings: Settings, line: Line | None = None, url: URL | None = None) -> Engine:
    """Connect as the service for reads: each statement stands alone, so none sends a BEGIN.

    `url` is that of a replica; None: the service's own. Raises SettingsError.
    """
    args = _connect_args(settings.statement_timeout_ms)
    address = url or service_address(settings)
    engine = _pooled(address, readers(settings), args, **EACH_ALONE)
    _give_up_with(line, engine)
    return engine


def readers(settings: Settings) -> int:
    """Tell how many may read at once in a process: routes, exports, and pages for streams."""
    return settings.pool_size + settings.exports + PAGES


def aside_engine(settings: Settings, line: Line | None = None) -> Engine:
    """Connect as the service for what must wait for no other: whose key it is, and readiness."""
    args = _connect_args(ASIDE_S * 1000, lock_s=ASIDE_S)
    engine = _pooled(service_address(settings), ASIDE, args, **EACH_ALONE)
    _give_up_with(line, engine)
    return engine


def writers(settings: Settings) -> int:
    """Tell how many may write at once in a process."""
    return min(WRITERS, settings.pool_size)


def write_engine(settings: Settings, line: Line | None = None) -> Engine:
    """Connect as the service for writes: in transactions.

    Its statements find by keys, whatever they are given, so each is planned once.
    """
    args = _connect_args(WRITE_S * 1000, lock_s=WRITER_WAIT_S, idle_s=WRITER_WAIT_S)
    args["options"] += f" {PLANNED_ONCE}"
    engine = _pooled(service_address(settings), writers(settings), args, wait_s=WRITER_WAIT_S)
    _give_up_with(line, engine)
    return engine


def owner_engine(settings: Settings) -> Engine:
    """Connect as the owner, for a command's few statements. SettingsError: no address is set."""
    if settings.owner_database_url is None:
        raise SettingsError(
            "FRONTLINE_OWNER_DATABASE_URL is not set: this command needs the address of the"
            " database as its owner."
        )
    return _discreet(
        address_of(settings.owner_database_url),
        poolclass=NullPool,
        connect_args=_connect_args(statement_timeout_ms=0, lock_s=0, idle_s=0),
    )


def service_address(settings: Settings) -> URL:
    """Give the address that the service writes to. SettingsError: none is set."""
    if settings.database_url is None:
        raise SettingsError(
            "FRONTLINE_DATABASE_URL is not set: there is no database to serve from."
        )
    return address_of(settings.database_url)


def replica_addresses(settings: Settings) -> list[URL]:
    """Give the address of each replica: one for each host of the setting."""
    if settings.read_database_url is None:
        return []
    url = address_of(settings.read_database_url)
    hosts, ports = (str(url.query.get(name, "")).split(",") for name in ("host", "port"))
    if len(ports) < len(hosts):
        ports *= len(hosts)
    return [
        url.update_query_dict({"host": host, "port": port or "5432"})
        for host, port in zip(hosts, ports, strict=False)
    ]


def _pooled(
    url: URL, size: int, connect_args: dict[str, Any], wait_s: int = POOL_WAIT_S, **options: Any
) -> Engine:
    engine = _discreet(
        url,
        poolclass=CountedPool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_s,
        connect_args=connect_args,
        **options,
    )
    event.listen(engine, "checkin", _note_return)
    event.listen(engine, "checkout", partial(_require_alive, engine.dialect))
    return engine


def _note_return(_: object, entry: ConnectionPoolEntry) -> None:
    entry.info["returned_at"] = time.monotonic()


def _require_alive(
    dialect: Dialect,
    connection: psycopg.Connection,
    entry: ConnectionPoolEntry,
    _: PoolProxiedConnection,
) -> None:
    """Ask a connection whether it is good, if it has rested or there is something to be heard.

    A server that ends a connection is heard. `pool_pre_ping` would ask each time: three trips to
    the database for a read that needs two. Raises InvalidatePoolError: the pool makes others.
    """
    returned_at = entry.info.pop("returned_at", None)
    if returned_at is None:  # it is new
        return
    rested = time.monotonic() - returned_at > RESTED_S
    try:
        if rested or connection.closed or _is_heard(connection):
            dialect.do_ping(connection)  # type: ignore[arg-type] # by its overloads alone
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _is_heard(connection: psycopg.Connection) -> bool:
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _give_up_with(line: Line | None, engine: Engine) -> None:
    """Have an engine's connections wait no longer than the line to the database is heard of."""
    if line is not None:
        event.listen(
            engine, "do_connect", lambda _, __, args, params: line.connect(*args, **params)
        )


def _discreet(url: URL, **options: Any) -> Engine:
    """Make an engine whose errors quote no row: a log would hold what is redacted one day."""
    engine = create_engine(
        url,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        hide_parameters=True,
        **options,
    )
    event.listen(engine, "handle_error", _without_detail)
    event.listen(engine, "connect", _prepare_nothing_if_pooled)
    return engine


def is_pooled(connection: psycopg.Connection) -> bool:
    """Whether a pooler is between, which may give each transaction another server process.

    It must make up the number of the process: it is told before there is one.
    """
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.rollback()
    return row is None or row[0] != connection.info.backend_pid


def _prepare_nothing_if_pooled(connection: psycopg.Connection, _: object) -> None:
    """Prepare no statements that another server process would not know."""
    if is_pooled(connection):
        connection.prepare_threshold = None


def _without_detail(context: ExceptionContext) -> None:
    """Leave of an error what PostgreSQL says first; its details quote the row that failed."""
    error, wrapped = context.original_exception, context.sqlalchemy_exception
    if not isinstance(error, psycopg.Error) or error.diag.message_primary is None:
        return
    whole, first = str(error), error.diag.message_primary
    error.args = (first,)
    if wrapped is not None:
        wrapped.args = tuple(str(arg).replace(whole, first) for arg in wrapped.args)


def _connect_args(
    statement_timeout_ms: int, *, lock_s: int = LOCK_S, idle_s: int = IDLE_S
) -> dict[str, Any]:
    """Bound what a connection may take; 0: no limit."""
    limits = {
        "statement_timeout": statement_timeout_ms,
        "lock_timeout": lock_s * 1000,
        "idle_in_transaction_session_timeout": idle_s * 1000,
    }
    options = "-c timezone=UTC -c jit=off" + "".join(f" -c {k}={v}" for k, v in limits.items())
    return {"options": options, "connect_timeout": POOL_WAIT_S, "application_name": "frontline"}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
