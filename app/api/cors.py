"""May a page of another site read this? Any may, and each answer says so, whoever asked.

So nothing differs by origin: the answers need no `Vary: Origin`, and caches keep one of each.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Send

EXPOSED = "ETag, Link, Location, Retry-After"
HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}


class Cors(CORSMiddleware):
    """ASGI middleware that answers preflights, and lets any page read."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
            allow_headers=[
                *("If-None-Match", "Min-Revision", "Last-Event-ID"),
                *("Authorization", "Content-Type", "Idempotency-Key", "If-Match"),
            ],
            expose_headers=EXPOSED.split(", "),
            max_age=86400,
        )

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:  # noqa: ARG002
        """Send a message of an answer; its headers let any page read it."""
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(self.simple_headers)
        await send(message)
