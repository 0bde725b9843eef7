"""How many requests were there, with what status, and how long did they take?

With PROMETHEUS_MULTIPROC_DIR set, as `frontline serve` does, the figures are those of all workers.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import Scope

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "frontline_requests_total", "Requests answered", ("route", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "frontline_request_seconds", "Seconds until the answer was sent", ("route",), registry=REGISTRY
)
REFUSED = Counter(
    "frontline_refused_total", "Reads refused at once, for too much was asked", registry=REGISTRY
)
HELD_STEP = 50
HELD = Counter(
    "frontline_held_answers_total",
    f"Requests answered from what was held ready, in steps of {HELD_STEP}",
    registry=REGISTRY,
)
_uncounted = 0


def count_request(scope: Scope, status: int, seconds: float) -> None:
    """Count a request under the template of its route, so that labels stay few."""
    route = getattr(scope.get("route"), "path", "none")
    REQUESTS.labels(route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def count_held() -> None:
    """Count a held answer; the figure moves in steps, for it costs more than the answer."""
    global _uncounted  # noqa: PLW0603 - one number per process
    _uncounted += 1
    if _uncounted >= HELD_STEP:
        HELD.inc(_uncounted)
        _uncounted = 0


def count_refused() -> None:
    """Count a read that was refused before it had a route."""
    REFUSED.inc()


def metrics_text() -> bytes:
    """Write the figures in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    of_all_workers = CollectorRegistry()
    MultiProcessCollector(of_all_workers)  # type: ignore[no-untyped-call]
    return generate_latest(of_all_workers)
