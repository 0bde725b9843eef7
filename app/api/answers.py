"""How does an answer travel? With a strong ETag, told how long it holds, compressed if wanted."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import brotli
import orjson
import zstandard
from fastapi import Request, Response

from app.api.negotiation import choose_coding, require_accepted

IMMUTABLE = "public, max-age=31536000, immutable"
POLLED = "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
VARY = "Accept, Accept-Encoding, Min-Revision"

WORTH_COMPRESSING = 1024
"""Bytes below which a coding saves nothing."""

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.compress(body, 3),
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


def dumps(answer: object) -> bytes:
    """Write JSON: UTF-8, instants in UTC with Z."""
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def answer(
    request: Request,
    body: bytes,
    media_type: str = "application/json",
    *,
    immutable: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Send a body, or 304 to a client that has it. Each coding of it has an ETag of its own.

    Raises NotAcceptable where no format was picked with `f=` and Accept rules out the only one.
    """
    if "f" not in request.query_params:
        require_accepted(request.headers.get("Accept"), media_type)
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    if len(body) < WORTH_COMPRESSING:
        coding = None
    etag = etag_of(body, coding)
    sent: dict[str, Any] = {
        "ETag": etag,
        "Cache-Control": IMMUTABLE if immutable else POLLED,
        "Vary": VARY,
        **described(request, headers or {}),
    }
    if matches(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=sent)
    if coding:
        body = COMPRESS[coding](body)
        sent["Content-Encoding"] = coding
    return Response(body, headers=sent, media_type=media_type)


def described(request: Request, headers: Mapping[str, str]) -> dict[str, str]:
    """Add a link (RFC 8288) to the method behind an answer of a theatre."""
    theatre = request.path_params.get("theatre")
    if theatre is None:
        return dict(headers)
    link = f'</v1/theatres/{theatre}/method>; rel="describedby"'
    others = [headers["Link"]] if "Link" in headers else []
    return {**headers, "Link": ", ".join([*others, link])}


def etag_of(body: bytes, coding: str | None = None) -> str:
    """Give the strong ETag of a body, in a coding of its own."""
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


def same(if_match: str, etag: str) -> bool:
    """Compare strongly, as RFC 9110 has it for If-Match, with all codings of what has the ETag."""
    codings = {f'{etag[:-1]}-{coding}"' for coding in COMPRESS}
    tags = {tag.strip() for tag in if_match.split(",")}
    return "*" in tags or not tags.isdisjoint({etag, *codings})


def matches(if_none_match: str | None, etag: str) -> bool:
    """Compare weakly, as RFC 9110 has it for If-None-Match; `*` matches whatever there is."""
    if if_none_match is None:
        return False
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return if_none_match.strip() == "*" or etag in tags
