"""Is the service alive and ready, what did it do, and what does it promise?"""

from typing import Any, NotRequired

from fastapi import Request, Response
from typing_extensions import TypedDict

from app.api.answers import answer, dumps
from app.api.metrics import metrics_text
from app.api.routing import problems
from app.api.routing import router as make_router
from app.api.sampling import Sampling
from app.db.databases import Databases
from app.db.schema import check_schema
from app.errors import NotReady

router = make_router("service", "")

METRICS: dict[int | str, Any] = {
    200: {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    **problems(400),
}


class ReadyAnswer(TypedDict):
    """That reads are answered; with replicas, which databases are `ready`, `behind` or `away`."""

    status: str
    primary: NotRequired[str]
    replicas: NotRequired[list[str]]


@router.get("/healthz", responses=problems(400))
async def is_alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses=problems(400, 503))
def is_ready(request: Request) -> ReadyAnswer:
    """Tell that a database is reached, its schema is this release's, and no stop is near.

    With replicas, each is told of: reads are answered while any of them is ready, and writes while
    the primary is.
    """
    if request.app.state.leaving:
        raise NotReady("This service is about to stop.")
    databases: Databases = request.app.state.databases
    with databases.witness().connect() as connection:
        check_schema(connection)
    if not databases.replicas:
        return {"status": "ready"}
    primary, replicas = databases.states()
    return {"status": "ready", "primary": primary, "replicas": replicas}


@router.get("/metrics", response_class=Response, responses=METRICS)
def read_metrics(request: Request) -> Response:
    """Show the metrics in Prometheus' text format."""
    sampling: Sampling = request.app.state.sampling
    sampling.sample()
    return Response(metrics_text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/openapi.json", include_in_schema=False)
def read_contract(request: Request) -> Response:
    """Show the HTTP contract as OpenAPI; it is polled and compressed like all answers."""
    return answer(request, dumps(request.app.openapi()))
