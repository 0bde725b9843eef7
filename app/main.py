"""The app: the only place where the parts meet."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from threading import BoundedSemaphore

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.bulkheads import MOST_WAITING, MOST_WRITES, PATIENCE_S, Bulkheads, Gate
from app.api.contract import Service, operation_id
from app.api.cors import Cors
from app.api.dependencies import MOST_AHEAD
from app.api.description import DESCRIPTION, TAGS
from app.api.event_stream import Page, Streams
from app.api.fast_path import FastPath
from app.api.held import Shelf
from app.api.manners import Manners
from app.api.ogc import OGC_ROUTERS
from app.api.problems import add_handlers, problem
from app.api.rates import Limit, Rates
from app.api.routes import ROUTERS
from app.api.routes.changes import fetch_page
from app.api.sampling import Sampling
from app.api.tracing import TELEMETRY, NamedSpans
from app.api.turns import Turns
from app.db.databases import Databases
from app.db.engines import PAGES, WRITER_WAIT_S, readers, writers
from app.settings import Settings, read_settings

THREADS_FOR_THE_REST = 16
"""Threads of a worker for what asks no database: files, metrics, readiness."""

WHY_AWAY = {
    "53100": "The database has no space left.",
    "55P03": "Someone else is writing to this theatre.",
    "57014": "The question took too long.",
}
"""What is told of some errors, by their SQLSTATE."""


class Frontline(Service):
    """The app behind `front`, which answers before any of it runs what was answered before."""

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self.front(scope, receive, send)


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = _now) -> Frontline:
    """Make the app; settings are read from the environment if none are given.

    Nothing is opened before the first request. `clock` tells the present instant, with its zone.
    """
    settings = settings or read_settings()
    app = Frontline(
        title="Frontline",
        version="1",
        summary="Who held which district, when, who says so, and when did we know?",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=_lifespan,
        telemetry=TELEMETRY,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.databases = Databases.of(settings) if settings.database_url else None
    app.state.exports = BoundedSemaphore(settings.exports)
    app.state.waiting = BoundedSemaphore(MOST_AHEAD)
    app.state.turns = Turns(writers(settings), WRITER_WAIT_S)
    app.state.leaving = False
    all_ = (*ROUTERS, *OGC_ROUTERS)
    app.state.routes = [*app.routes, *(route for router in all_ for route in router.routes)]
    for router in all_:
        app.include_router(router)
    add_handlers(app)
    for error in (OperationalError, PoolTimeout):
        app.add_exception_handler(error, _database_is_away)
    _stack(app, settings, clock)
    return app


def _stack(app: Frontline, settings: Settings, clock: Callable[[], datetime]) -> None:
    """Put the middlewares around the app, the innermost first.

    They stand around what answers an unforeseen failure, too, which Starlette's own would not.
    """
    reads = Gate(settings.pool_size, MOST_WAITING, PATIENCE_S)
    app.add_middleware(Bulkheads, reads=reads)
    app.state.per_key = Limit("key", settings.rate_per_key) if settings.rate_per_key else None
    if settings.rate_per_address or settings.rate_per_key:
        app.add_middleware(Rates, per_address=settings.rate_per_address)
    app.add_middleware(NamedSpans)
    app.front = Manners(Cors(super(Frontline, app).__call__))
    databases: Databases | None = app.state.databases
    shelf = None
    if databases is not None and settings.held_bytes:
        shelf = Shelf(settings.held_bytes, settings.stale_s)
        app.front = FastPath(app.front, databases.told, shelf, clock, reads)
    streams = Streams(databases, partial(_page, app), settings.streams, PAGES)
    app.state.streams = streams
    app.state.sampling = Sampling(databases, shelf, streams, app.state.turns)


def _page(app: FastAPI, theatre: str, after: int) -> Page:
    with app.state.databases.reader(theatre, after + 1).connect() as connection:
        return fetch_page(connection, theatre, after)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    databases: Databases | None = app.state.databases
    # Whoever got past its bulkhead waits for no thread.
    threads = readers(app.state.settings) + MOST_WRITES + THREADS_FOR_THE_REST
    current_default_thread_limiter().total_tokens = threads
    if databases is not None:
        databases.start()
    app.state.streams.start()
    sampling = asyncio.create_task(app.state.sampling.run())
    yield
    sampling.cancel()
    if databases is not None:
        databases.stop()


def _database_is_away(_: Request, error: Exception) -> Response:
    """Tell that the database can't be reached, has no connection free, or took too long."""
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    detail = WHY_AWAY.get(state or "", "The database can't answer now.")
    return problem(503, f"{detail} Try again in a moment.")
