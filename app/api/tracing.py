"""What is traced where the operator has set up OpenTelemetry? FastAPI's spans, named by request.

FastAPI makes and sends them; without a collector none is made. Held answers do not come so far,
and probes are left out.
"""

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.manners import PROBES

TELEMETRY = TelemetryConfig(exclude=lambda scope: scope["path"] in PROBES)


class NamedSpans:
    """ASGI middleware by which a span can be found from a line of the log, and from an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if "request_id" in scope:
            trace.get_current_span().set_attribute("frontline.request_id", scope["request_id"])
        await self.app(scope, receive, send)
