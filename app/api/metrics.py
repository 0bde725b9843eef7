"""How many requests were there, how long did they take, and how is the service doing?

With PROMETHEUS_MULTIPROC_DIR set, as `frontline serve` does, the figures are those of all workers;
of a gauge, the sum over them, or the least where that is said.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import Scope

REGISTRY = CollectorRegistry()
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}

REQUESTS = Counter(
    "frontline_requests_total",
    "Requests answered, those from what was held ready apart",
    ("method", "route", "status"),
    registry=REGISTRY,
)
SECONDS = Histogram(
    "frontline_request_seconds",
    "Seconds until the answer was sent; of a stream, until it ended",
    ("method", "route"),
    registry=REGISTRY,
)
REFUSED = Counter(
    "frontline_refused_total", "Reads refused at once, for too much was asked", registry=REGISTRY
)
HELD_STEP = 50
HELD = Counter(
    "frontline_held_answers_total",
    f"Requests answered from what was held ready, in steps of {HELD_STEP} per worker",
    registry=REGISTRY,
)
MADE = Counter(
    "frontline_made_answers_total",
    "Answers that were made because none was held that could be",
    registry=REGISTRY,
)


def gauge(name: str, text: str, *labels: str, least: bool = False) -> Gauge:
    """Make a gauge; `least`: over the workers the least value counts, not the sum.

    Such a one needs labels: without, it is 0 from the import on, in the process that forks workers.
    """
    return Gauge(
        f"frontline_{name}",
        text,
        labels,
        registry=REGISTRY,
        multiprocess_mode="livemin" if least else "livesum",
    )


IN_FLIGHT = gauge("requests_in_flight", "Requests that are being answered, streams among them")
HELD_BYTES = gauge("held_bytes", "Bytes of finished answers that are held ready")
STREAMS = gauge("streams_open", "Event streams that are open")
CONNECTIONS = gauge("pool_in_use", "Connections to the database that are in use", "pool")
WAITING = gauge("pool_waiting", "Threads that wait for a connection to the database", "pool")
SIZE = gauge("pool_size", "Connections to the database that there may be", "pool")
WRITERS = gauge("writers_waiting", "Writes that wait for their turn")
CONFIRMED = gauge(
    "heads_confirmed_timestamp_seconds",
    "When a database last told the heads to a worker, to the one that heard it longest ago",
    "database",
    least=True,
)
REVISION = gauge("revision", "The last revision that every worker knows", "theatre", least=True)

_uncounted = 0


def route_of(scope: Scope) -> str:
    """Give the template of a request's route, so that labels stay few and tell no names."""
    return getattr(scope.get("route"), "path", "none")


def count_request(scope: Scope, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = route_of(scope)
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)


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
