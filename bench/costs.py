"""What does an answer cost at each level, in seconds of a processor? Asked through wrk."""

import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from app.db.engines import owner_engine
from app.services.load_theatre import load
from bench import servers
from bench.beside import nginx
from bench.place import databases, machine
from bench.servers import Server, ticks
from bench.wrk import SECONDS, rate

AFGHANISTAN = Path(__file__).parents[1] / "data" / "afghanistan"
STATUS = "/v1/theatres/AF/status"
FIRST_ANSWERS = 60
LAST_REVISION = 1000


class Costs(NamedTuple):
    """Seconds of a processor for a 304 of the cache, a 304 and a held answer of the service.

    `first_s` is what an answer takes that the database has to be asked for, all of it together.
    """

    edge_s: float
    unchanged_s: float
    held_s: float
    first_s: float
    where: str

    def told(self) -> str:
        """Say what was measured, and on what."""
        named = {
            "a 304 of nginx": self.edge_s,
            "a 304 of the service": self.unchanged_s,
            "a held map": self.held_s,
            "a map made from the database": self.first_s,
        }
        costs = "; ".join(f"{name} {seconds * 1e6:,.0f} µs" for name, seconds in named.items())
        return f"Measured: {costs}. {self.where}."


def measure() -> Costs:
    """Measure on the theatre of Afghanistan: one worker and one process of nginx."""
    with databases(["costs"]) as (settings,), tempfile.TemporaryDirectory() as folder:
        load(owner_engine(settings), AFGHANISTAN)
        with (
            servers.service("service", settings) as service,
            nginx(Path(folder), service.port) as edge,
        ):
            tag = {"If-None-Match": dict(service.ask(STATUS).headers)["etag"]}
            return Costs(
                each(edge, tag),
                each(service, tag),
                each(service, {}),
                _first(service),
                machine(owner_engine(settings)),
            )


def each(server: Server, headers: dict[str, str]) -> float:
    """Give the seconds of a processor that a server spends on an answer."""
    server.ask(STATUS, headers)
    before = ticks(server.group)
    answers = rate(server.port, STATUS, headers) * SECONDS
    return (ticks(server.group) - before) / os.sysconf("SC_CLK_TCK") / answers


def _first(service: Server) -> float:
    """Give the seconds until an answer is there that was never asked for: another revision's."""
    took = []
    for revision in range(LAST_REVISION - FIRST_ANSWERS, LAST_REVISION):
        began = time.perf_counter()
        service.ask(f"{STATUS}?revision={revision}")
        took.append(time.perf_counter() - began)
    return min(took)  # what others do on the machine only adds to it
