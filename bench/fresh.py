"""How old is an answer at worst, and what does it cost that someone writes?"""

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple

from app.db.engines import owner_engine
from app.settings import Settings
from bench.jobs import T
from bench.servers import service
from bench.wrk import Pace, rate

WRITE = (Path(__file__).parent / "write.sql").read_text()
ASKED = f"{T}/aggregates"
WRITES, EVERY_S, POLLING = 200, 0.05, 64
PAUSE_S = 0.0005
P99_MS, OLDEST_MS, LEAST_RATIO = 5, 50, 0.6


class Seen(NamedTuple):
    """When a poll was sent and answered, and which revision it showed."""

    sent: float
    answered: float
    revision: int


class Fresh(NamedTuple):
    """What was measured, in milliseconds; `ratio` is the rate while someone writes to that without.

    `late`: from a commit until the last poll of either worker was sent that missed it, for 99 of
    100 commits. `oldest`: from a commit until the last answer without it arrived, under load.
    """

    late: float
    ratio: float
    oldest: float


def measure(settings: Settings) -> Fresh:
    """Write and poll, on two workers that are idle, then once a second on one under load."""
    with service("one", settings) as one, service("two", settings) as two:
        with _polling(one.port) as here, _polling(two.port) as there:
            commits = _commit(settings, WRITES, EVERY_S)
        late = sorted(max(_late(here, commit), _late(there, commit)) for commit in commits)
        calm = rate(one.port, ASKED, pace=Pace(POLLING))
        with _polling(one.port) as under_load, ThreadPoolExecutor(1) as writer:
            writing = writer.submit(_commit, settings, 3, 1.0)
            written = rate(one.port, ASKED, pace=Pace(POLLING))
            commits = writing.result()
        oldest = max(_oldest(under_load, commit) for commit in commits)
    return Fresh(late[len(late) * 99 // 100], written / calm, oldest)


def misses(fresh: Fresh) -> list[str]:
    """Say which goals are missed."""
    found = []
    if fresh.late > P99_MS:
        found.append(f"a commit is seen after {fresh.late:.1f} ms, the goal is {P99_MS}")
    if fresh.ratio < LEAST_RATIO:
        found.append(f"writes leave {fresh.ratio:.2f} of the rate, the goal is {LEAST_RATIO}")
    if fresh.oldest > OLDEST_MS:
        found.append(f"an answer is {fresh.oldest:.0f} ms old, the goal is {OLDEST_MS}")
    return found


def told(fresh: Fresh) -> str:
    """Say in Markdown what was measured."""
    return (
        f"- A commit is seen by every worker within {fresh.late:.1f} ms (p99; goal: {P99_MS}).\n"
        f"- One write per second while {POLLING} connections poll: {fresh.ratio:.2f} of the rate"
        f" without (goal: {LEAST_RATIO}); the oldest answer was out of date for"
        f" {fresh.oldest:.0f} ms (goal: {OLDEST_MS})."
    )


def _commit(settings: Settings, times: int, every_s: float) -> list[tuple[int, float]]:
    """Commit events; give their revisions, and when each commit was sent."""
    commits = []
    with owner_engine(settings).connect() as connection:
        for _ in range(times):
            time.sleep(every_s)
            revision = connection.exec_driver_sql(WRITE).one().revision
            commits.append((revision, time.perf_counter()))
            connection.commit()
    return commits


@contextmanager
def _polling(port: int) -> Iterator[list[Seen]]:
    """Poll a server in a thread until the end of the `with`, with pauses that leave it idle."""
    seen: list[Seen] = []
    enough = Event()

    def poll() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while not enough.is_set():
            sent = time.perf_counter()
            connection.request("GET", ASKED)
            body = connection.getresponse().read()
            seen.append(Seen(sent, time.perf_counter(), json.loads(body)["revision"]))
            time.sleep(PAUSE_S)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        polling = pool.submit(poll)
        yield seen
        time.sleep(0.2)
        enough.set()
        polling.result()


def _late(seen: list[Seen], commit: tuple[int, float]) -> float:
    revision, at = commit
    return max((poll.sent - at for poll in seen if poll.revision < revision), default=0.0) * 1000


def _oldest(seen: list[Seen], commit: tuple[int, float]) -> float:
    revision, at = commit
    old = (poll.answered - at for poll in seen if poll.revision < revision)
    return max(old, default=0.0) * 1000
