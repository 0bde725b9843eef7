"""What does an answer cost beside the bytes it is made of, and beside servers of tables?"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from app.cli.progress import shown
from app.db.engines import owner_engine
from app.settings import Settings
from bench import fresh as freshness
from bench import peers, servers
from bench.jobs import JOBS, Job
from bench.ledger import DAYS, FIRST, make_ledger
from bench.place import databases, machine
from bench.reference import Answer, name_of, write_answers
from bench.scores import FIRST_GROWTH, HELD_GROWTH, Scores, misses, table
from bench.servers import Server, memory
from bench.wrk import CONNECTIONS, SECONDS, rate

SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 3
MOST_MB = 250
NEVER_ASKED = 2000
"""Revisions of which each round asks about another part."""

NOONS = [f"{FIRST + timedelta(days=number)}T12:00:00Z" for number in range(DAYS)]


def run() -> int:
    """Make the ledgers, let all servers answer in turn, and print the table; 1: a miss."""
    with databases(["small", "large"]) as made:
        for settings, claims in zip(made, (SMALL, LARGE), strict=True):
            make_ledger(owner_engine(settings), claims, shown)
        missed = measure(made[0], made[1])
    for miss in missed:
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if missed else 0


def measure(small: Settings, large: Settings) -> list[str]:
    """Measure on two ledgers, and print it in Markdown; say which goals are missed."""
    peers.make_views(small)
    scores, held_mb = compare(small, large)
    print(table(scores))
    print(
        f"\nAnswers per second at {SMALL:,} claims, medians of {ROUNDS} rounds of {SECONDS} s,"
        f" {CONNECTIONS} connections, one worker each. The last column: what an answer costs at"
        f" {LARGE:,} claims, in times of that (goal: ≤ {HELD_GROWTH}; first answers: ≤"
        f" {FIRST_GROWTH}). {' and '.join(map(peers.version, peers.PACKAGES))}."
        f" {machine(owner_engine(small))}.\n"
    )
    fresh = freshness.measure(small)
    print(freshness.told(fresh))
    print(f"- A worker at {LARGE:,} claims took {held_mb:.0f} MB at most (goal: {MOST_MB}).")
    large_worker = [f"a worker takes {held_mb:.0f} MB"] if held_mb > MOST_MB else []
    return [*misses(scores), *freshness.misses(fresh), *large_worker]


def compare(small: Settings, large: Settings) -> tuple[Scores, float]:
    """Ask all servers in turn, in rounds; first answers last, for they push held ones out.

    Gives the scores, and the most memory in MB that the worker on the large ledger took.
    """
    scores: Scores = defaultdict(lambda: defaultdict(list))
    with all_servers(small, large) as running:
        held = [job for job in JOBS if not job.is_first]
        first = [job for job in JOBS if job.is_first]
        for jobs in (held, first):
            _warm_up(jobs, running)
            rounds = [(number, job) for number in range(ROUNDS) for job in jobs]
            for number, job in shown(rounds, "Asking"):
                for server in running:
                    path = _path(job, server.name)
                    if path is not None:
                        last = LARGE if server.name == "large" else SMALL
                        headers = _headers(job, server)
                        found = rate(server.port, path, headers, last - number * NEVER_ASKED)
                        scores[job.title][server.name].append(found)
                        server.drain()
        peak = next(memory(server.group) for server in running if server.name == "large")
    return scores, peak


@contextmanager
def all_servers(small: Settings, large: Settings) -> Iterator[list[Server]]:
    """Start the service on both ledgers, the peers on the small one, and the bare app."""
    with tempfile.TemporaryDirectory(prefix="frontline-bench-") as home, ExitStack() as running:
        ours = [
            running.enter_context(servers.service(name, settings))
            for name, settings in (("service", small), ("large", large))
        ]
        answers = dict(_samples(ours[0]))
        file = Path(home) / "answers.json"
        write_answers(file, answers)
        yield [
            running.enter_context(servers.reference(file, _title(JOBS[0]))),
            *ours,
            running.enter_context(peers.tipg(small)),
            running.enter_context(peers.pygeoapi(small, Path(home))),
        ]


def _title(job: Job) -> str:
    return f"/{JOBS.index(job)}"


def _samples(server: Server) -> Iterator[tuple[str, Answer]]:
    """Fetch what the service answers, when it is held, on each day that a job asks about."""
    for job in shown(JOBS, "Writing answers down"):
        for noon in NOONS if job.is_dated else [""]:
            path = job.path.replace("{at}", noon).replace("{revision}", str(SMALL))
            server.ask(path)
            query = f"at={noon}".encode() if noon else b""
            yield name_of(_title(job), query), server.ask(path, _headers(job, server))


def _headers(job: Job, server: Server) -> dict[str, str]:
    if not job.unchanged or server.name == "reference":
        return {}
    headers = dict(server.ask(job.path).headers)
    return {"If-None-Match": headers["etag"]}


def _path(job: Job, name: str) -> str | None:
    if name == "reference":
        return _title(job) + ("?at={at}" if job.is_dated else "")
    return {"tipg": job.tipg, "pygeoapi": job.pygeoapi}.get(name, job.path)


def _warm_up(jobs: list[Job], running: list[Server]) -> None:
    """Ask the service about all days, so that they are held, and each peer once."""
    for job in shown(jobs, "Warming up"):
        for server in running:
            path = _path(job, server.name)
            asked = server.name in {"service", "large"} and job.is_dated and not job.is_first
            for noon in NOONS if asked else NOONS[:1]:
                if path is not None:
                    server.ask(path.replace("{at}", noon).replace("{revision}", str(SMALL)))
