"""The app: the only place where the parts meet."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from threading import BoundedSemaphore

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.bulkheads import MOST_WAITING, MOST_WRITES, PATIENCE_S, Behind, Bulkheads, Gate
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
from app.api.turns import Turns
from app.db.engines import (
    PAGES,
    WRITER_WAIT_S,
    aside_engine,
    read_engine,
    readers,
    write_engine,
    writers,
)
from app.db.heads import Heads
from app.db.line import Line
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

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await (self.front or super().__call__)(scope, receive, send)


ENGINES = {"reads": read_engine, "writes": write_engine, "aside": aside_engine}


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
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.clock = clock
    line = Line()
    for name, engine in ENGINES.items():
        setattr(app.state, name, engine(settings, line) if settings.database_url else None)
    app.state.heads = None
    if settings.database_url:
        app.state.heads = Heads(make_url(settings.database_url.get_secret_value()), line)
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
    """Put the middlewares around the app, the innermost first."""
    reads = Gate(settings.pool_size, MOST_WAITING, PATIENCE_S)
    app.add_middleware(Bulkheads, reads=reads)
    app.state.per_key = Limit("key", settings.rate_per_key) if settings.rate_per_key else None
    if settings.rate_per_address or settings.rate_per_key:
        app.add_middleware(Rates, per_address=settings.rate_per_address)
    app.add_middleware(Cors)
    app.add_middleware(Manners)
    if app.state.heads is not None and settings.held_bytes:
        shelf, behind = Shelf(settings.held_bytes), Behind(super(Frontline, app).__call__, reads)
        app.front = FastPath(behind, app.state.heads, shelf, clock, settings.stale_s)
    app.state.streams = Streams(app.state.heads, partial(_page, app), settings.streams, PAGES)


def _page(app: FastAPI, theatre: str, after: int) -> Page:
    with app.state.reads.connect() as connection:
        return fetch_page(connection, theatre, after)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    heads: Heads | None = app.state.heads
    # Whoever got past its bulkhead waits for no thread.
    threads = readers(app.state.settings) + MOST_WRITES + THREADS_FOR_THE_REST
    current_default_thread_limiter().total_tokens = threads
    if heads is not None:
        heads.start()
    app.state.streams.start()
    yield
    if heads is not None:
        heads.stop()
    for name in ENGINES:
        engine = getattr(app.state, name)
        if engine is not None:
            engine.dispose()


def _database_is_away(_: Request, error: Exception) -> Response:
    """Tell that the database can't be reached, has no connection free, or took too long."""
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    detail = WHY_AWAY.get(state or "", "The database can't answer now.")
    return problem(503, f"{detail} Try again in a moment.")
