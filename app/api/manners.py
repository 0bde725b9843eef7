"""What does every answer carry, whatever the route? An id, security headers, HEAD for GET.

And what is told of every request that comes so far? A line of the log, and its part of the figures.
"""

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import IN_FLIGHT, METHODS, count_request, route_of
from app.api.request_id import take_request_id

LOG = logging.getLogger("frontline.requests")
PROBES = {"/healthz", "/readyz", "/metrics"}
"""What machines ask all day: it is logged if `debug` is."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}


class Manners:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        scope["request_id"] = take_request_id(scope)
        began, status = time.perf_counter(), 500
        IN_FLIGHT.inc()

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = scope["request_id"]
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        # HEAD is answered as the GET that it asks about, without the body.
        inner = {**scope, "method": "GET", "without_body": True} if head else scope
        try:
            await self.app(inner, receive, dressed)
        finally:
            IN_FLIGHT.dec()
            seconds = time.perf_counter() - began
            count_request(inner, status, seconds)
            _log(inner, scope["method"], status, seconds)


def _log(scope: Scope, method: str, status: int, seconds: float) -> None:
    """Tell of a request what endangers nobody: the route's template, and the id of the key."""
    route = route_of(scope)
    level = logging.DEBUG if route in PROBES else logging.INFO
    if LOG.isEnabledFor(level):
        method = method if method in METHODS else "other"
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        if scope.get("key") is not None:
            told["key"] = scope["key"]
        LOG.log(level, "%s %s %d", method, route, status, extra={"told": told})
