"""Is the service alive and ready, and what did it do?"""

from typing import Any

from fastapi import Request, Response

from app.api.metrics import metrics_text
from app.api.routing import problems
from app.api.routing import router as make_router
from app.db.schema import check_schema
from app.errors import NotReady

router = make_router("service", "")

METRICS: dict[int | str, Any] = {
    200: {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **problems(400),
}


@router.get("/healthz", responses=problems(400))
async def is_alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses=problems(400, 503))
def is_ready(request: Request) -> dict[str, str]:
    """Tell that the database is reached, its schema is this release's, and no stop is near."""
    state = request.app.state
    if state.leaving:
        raise NotReady("This service is about to stop.")
    with state.aside.connect() as connection:
        check_schema(connection)
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses=METRICS)
def read_metrics() -> Response:
    """Show the metrics in Prometheus' text format."""
    return Response(metrics_text(), media_type="text/plain; version=0.0.4; charset=utf-8")
