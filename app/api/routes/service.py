"""Is the service alive and ready, and what did it do?"""

from typing import Any

from fastapi import Request, Response

from app.api.dependencies import Reads
from app.api.metrics import metrics_text
from app.api.routing import problems
from app.api.routing import router as make_router
from app.api.sampling import Sampling
from app.errors import NotReady

router = make_router("service", "")

METRICS: dict[int | str, Any] = {
    200: {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **problems(400),
}


@router.get("/healthz", responses=problems(400))
def is_alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses=problems(400, 503))
def is_ready(request: Request, connection: Reads) -> dict[str, str]:
    """Tell that the database is reached and its schema is this release's."""
    if not request.app.state.at_head(connection):
        raise NotReady("The schema is not this release's: run `frontline migrate`.")
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses=METRICS)
def read_metrics(request: Request) -> Response:
    """Show the metrics in Prometheus' text format."""
    sampling: Sampling = request.app.state.sampling
    sampling.sample()
    return Response(metrics_text(), media_type="text/plain; version=0.0.4; charset=utf-8")
