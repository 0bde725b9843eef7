"""What did a client send? Its body, of the right type and size, read as JSON or as a stream."""

import asyncio
import time
from collections.abc import AsyncIterator
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any

from fastapi import Depends, Request
from pydantic_core import from_json

from app.errors import BodyTooLarge, BodyTooSlow, BodyUnreadable, MediaTypeUnsupported

IN_MEMORY = 1_048_576
WAITED_FOR_S = 10.0
SLOWEST = 4096
"""Bytes a second that a body must have on average, after its first seconds."""


async def json_body(request: Request) -> Any:
    """Read JSON. Raises MediaTypeUnsupported, BodyTooLarge and BodyUnreadable."""
    _of_type(request, "application/json")
    body = bytearray()
    async for chunk in limited(request, request.app.state.settings.body_limit_bytes):
        body += chunk
    request.state.body = bytes(body)
    try:
        return from_json(request.state.body, allow_inf_nan=False)
    except ValueError as error:
        raise BodyUnreadable(f"The body is not JSON: {error}.") from None


async def csv_body(request: Request) -> AsyncIterator[IO[bytes]]:
    """Keep a table aside while it streams in; large ones on disk.

    Raises MediaTypeUnsupported and BodyTooLarge.
    """
    _of_type(request, "text/csv")
    digest = sha256()
    with SpooledTemporaryFile(IN_MEMORY) as file:
        async for chunk in limited(request, request.app.state.settings.import_limit_bytes):
            file.write(chunk)
            digest.update(chunk)
        request.state.body = digest.digest()  # it stands for the table where retries are told
        file.seek(0)
        yield file


async def limited(request: Request, most: int) -> AsyncIterator[bytes]:
    """Give a body as it comes in, and stop at the limit. Raises BodyTooLarge and BodyTooSlow."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most:
        raise BodyTooLarge(f"The body has {length} bytes; {most} are the most.")
    received, began, stream = 0, time.monotonic(), request.stream()
    while True:
        left = began + WAITED_FOR_S + received / SLOWEST - time.monotonic()
        try:
            async with asyncio.timeout(left):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise BodyTooSlow(f"The body came in at less than {SLOWEST} bytes a second.") from None
        received += len(chunk)
        if received > most:
            raise BodyTooLarge(f"The body has more than {most} bytes, which are the most.")
        yield chunk


def _of_type(request: Request, wanted: str) -> None:
    given = request.headers.get("Content-Type", "").split(";", maxsplit=1)[0].strip().lower()
    if given != wanted:
        raise MediaTypeUnsupported(f"Send the body as {wanted}, with this Content-Type.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise MediaTypeUnsupported("Send the body as it is, without a Content-Encoding.")


Json = Annotated[Any, Depends(json_body)]
Table = Annotated[IO[bytes], Depends(csv_body)]
