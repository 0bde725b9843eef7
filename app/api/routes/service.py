"""Is the service alive and ready, what did it do, and where is its documentation?"""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from app.api.dependencies import Reads
from app.api.metrics import metrics_text
from app.api.routing import router as make_router
from app.errors import NotReady

router = make_router("service", "")
pages = APIRouter()
"""Pages: what stands in their query is for their scripts to read."""

WEB = Path(__file__).parents[2] / "web"


@router.get("/healthz")
def is_alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def is_ready(request: Request, connection: Reads) -> dict[str, str]:
    """Tell that the database is reached and its schema is this release's."""
    if not request.app.state.at_head(connection):
        raise NotReady("The schema is not this release's: run `frontline migrate`.")
    return {"status": "ready"}


@router.get("/metrics", response_class=Response)
def read_metrics() -> Response:
    """Show the metrics in Prometheus' text format."""
    return Response(metrics_text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@pages.get("/docs", include_in_schema=False)
def read_docs() -> Response:
    """Show the documentation; its files come from this service."""
    return FileResponse(WEB / "docs.html")


@pages.get("/", include_in_schema=False)
def read_dashboard() -> Response:
    """Show the dashboard: the browser asks anew each time, for its files are named by content."""
    return FileResponse(WEB / "dashboard" / "index.html", headers={"Cache-Control": "no-cache"})


router.include_router(pages)
