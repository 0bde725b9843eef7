"""How does one take everything away? As a zip that another service loads."""

import asyncio
import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.api.answers import POLLED, VARY, described, dumps, matches
from app.api.dependencies import HeadReader
from app.api.event_stream import SLOW_S
from app.api.negotiation import MEDIA_TYPES, require_accepted
from app.api.routing import binary_answers
from app.api.routing import router as make_router
from app.db.engines import Engine
from app.errors import NotReady
from app.services.export_theatre import Export, exporting
from app.services.zipped_folder import zipped

router = make_router("evidence")


@router.get("/export", responses=binary_answers(MEDIA_TYPES["zip"]))
def read_export(reader: HeadReader, theatre: str) -> Response:
    """Give all of a theatre at its head, as a zip.

    It holds the tables as CSV, the whole ledger, and a manifest (a Data Package) with the hash of
    each file, the head's hash, licence and method. `frontline load` takes it, and then gives the
    same answers. What was redacted is not in it.
    """
    request = reader.request
    require_accepted(request.headers.get("Accept"), MEDIA_TYPES["zip"])
    head = reader.see(theatre).theatre
    reader.connection.close()  # the snapshot has a connection of its own, to the same database
    stream = _stream(request, reader.connection.engine, theatre)
    export: Export = next(stream)
    etag = _etag(export)
    name = f"{head.id}-{export.theatre.revision}.zip"
    told = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": etag}
    headers = described(request, {**told, "Cache-Control": POLLED, "Vary": VARY})
    known = matches(request.headers.get("If-None-Match"), etag)
    if known or request.scope.get("without_body"):
        stream.close()
        status = 304 if known else 200
        return Response(status_code=status, headers=headers, media_type=MEDIA_TYPES["zip"])
    return _Sent(stream, headers=headers, media_type=MEDIA_TYPES["zip"])


class _Sent(StreamingResponse):
    """Sends the pieces, and lets go of what they hold when the client leaves, or does not read."""

    def __init__(self, stream: Generator[Any, None, None], **told: Any) -> None:
        super().__init__(stream, **told)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            async with asyncio.timeout(SLOW_S):
                await send(message)

        try:
            await super().__call__(scope, receive, sent)
        except TimeoutError:
            pass  # the connection is closed under a client that does not read
        finally:
            self._stream.close()


def _stream(request: Request, engine: Engine, theatre: str) -> Generator[Any, None, None]:
    """Give the Export, then the pieces of its zip."""
    with _permit(request), exporting(engine, theatre) as export:
        yield export
        yield from zipped(export.files)


@contextmanager
def _permit(request: Request) -> Iterator[None]:
    """Let few exports run at once: each holds a connection while its client reads."""
    permits = request.app.state.exports
    if not permits.acquire(blocking=False):
        raise NotReady("Other exports are under way. Try again in a moment.")
    try:
        yield
    finally:
        permits.release()


def _etag(export: Export) -> str:
    """Tag the zip by all that it is made of: the head's hash covers what the ledger holds."""
    told = dumps({**export.method, "revision": export.theatre.revision})
    return f'"{hashlib.blake2b(told, digest_size=16).hexdigest()}"'
