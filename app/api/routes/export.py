"""How does one take everything away? As a zip that another service loads."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.api.answers import POLLED, VARY, described, dumps, matches
from app.api.dependencies import HeadReader
from app.api.negotiation import MEDIA_TYPES, require_accepted
from app.api.routing import binary_answers
from app.api.routing import router as make_router
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
    stream = _stream(request, theatre)
    export: Export = next(stream)
    etag = _etag(export)
    name = f"{head.id}-{export.theatre.revision}.zip"
    told = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": etag}
    headers = described(request, {**told, "Cache-Control": POLLED, "Vary": VARY})
    if matches(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    if request.scope.get("without_body"):
        return Response(headers=headers, media_type=MEDIA_TYPES["zip"])
    return StreamingResponse(stream, headers=headers, media_type=MEDIA_TYPES["zip"])


def _stream(request: Request, theatre: str) -> Iterator[Any]:
    """Give the Export, then the pieces of its zip.

    What it holds it lets go of when it ends, and when it is dropped before: a client may leave.
    """
    with _permit(request), exporting(request.app.state.reads, theatre) as export:
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
