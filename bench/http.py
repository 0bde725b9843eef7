"""What does an answer cost beside the bytes it is made of, and beside servers of tables?"""

import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from app.cli.progress import shown
from app.db.engines import owner_engine
from app.settings import Settings
from bench import fresh as freshness
from bench import peers, servers
from bench.jobs import JOBS, LARGE, LARGE_REFERENCE, REFERENCE, Job
from bench.ledger import DAYS, FIRST, make_ledger
from bench.place import databases, machine
from bench.reference import Answer, name_of, write_answers
from bench.scores import FIRST_GROWTH, HELD_GROWTH, Scores, misses, table
from bench.servers import Server, memory
from bench.wrk import CONNECTIONS, SECONDS, rate

FEW, MANY = 10_000, 1_000_000
ROUNDS = 3
MOST_MB = 250
NEVER_ASKED = 2000
"""Revisions of which each round asks about another part."""

NOONS = [f"{FIRST + timedelta(days=number)}T12:00:00Z" for number in range(DAYS)]


def run() -> int:
    """Make the ledgers, let all servers answer in turn, and print the table; 1: a miss."""
    with databases(["small", "large"]) as made:
        for settings, claims in zip(made, (FEW, MANY), strict=True):
            make_ledger(owner_engine(settings), claims, shown)
        missed = measure(made[0], made[1])
    for miss in missed:
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if missed else 0


def measure(small: Settings, large: Settings) -> list[str]:
    """Measure on two ledgers, and print it in Markdown; say which goals are missed."""
    peers.make_views(small)
    scores: Scores = {}
    most_mb = 0.0
    for jobs, more in parted(JOBS):
        with all_servers(jobs, small, large, more) as running:
            scores |= compare(jobs, running, {LARGE: MANY, "service": FEW})
            most_mb = max(most_mb, *(memory(s.group) for s in running if s.name == LARGE))
    print(table(scores, JOBS))
    print(
        f"\nAnswers per second at {FEW:,} claims, medians of {ROUNDS} rounds of {SECONDS} s,"
        f" {CONNECTIONS} connections, one worker each. The last column: what an answer costs at"
        f" {MANY:,} claims, in times of that, each beside the bare app that sends the same bytes"
        f" (goal: ≤ {HELD_GROWTH}); first answers by themselves (goal: ≤ {FIRST_GROWTH})."
        f" {' and '.join(map(peers.version, peers.PACKAGES))}."
        f" {machine(owner_engine(small))}.\n"
    )
    fresh = freshness.measure(small)
    print(freshness.told(fresh))
    print(f"- A worker at {MANY:,} claims took {most_mb:.0f} MB at most (goal: {MOST_MB}).")
    large_worker = [f"a worker takes {most_mb:.0f} MB"] if most_mb > MOST_MB else []
    return [*misses(scores, JOBS), *freshness.misses(fresh), *large_worker]


def parted(jobs: list[Job]) -> list[tuple[list[Job], Mapping[str, str]]]:
    """Part what is asked of a worker that holds answers from first answers, with its settings."""
    return [
        ([job for job in jobs if not job.first], {}),
        ([job for job in jobs if job.first], {"FRONTLINE_HELD_BYTES": "1"}),
    ]


def compare(jobs: list[Job], running: list[Server], claims: Mapping[str, int]) -> Scores:
    """Ask all servers in turn, in rounds.

    `claims` are those of the ledgers of this service's servers, by name.
    """
    scores: Scores = defaultdict(lambda: defaultdict(list))
    _warm_up(jobs, running, claims)
    rounds = [(number, job) for number in range(ROUNDS) for job in jobs]
    for number, job in shown(rounds, "Asking"):
        for server in running:
            path = _path(job, server.name)
            if path is not None:
                found = rate(
                    server.port,
                    path,
                    _headers(job, server),
                    claims.get(server.name, min(claims.values())) - number * NEVER_ASKED,
                    pace=job.pace,
                )
                scores[job.title][server.name].append(found)
                server.drain()
    return scores


@contextmanager
def all_servers(
    jobs: list[Job], small: Settings, large: Settings, more: Mapping[str, str]
) -> Iterator[list[Server]]:
    """Start the service on both ledgers, with `more` settings, the peers, and the bare apps."""
    with tempfile.TemporaryDirectory(prefix="frontline-bench-") as home, ExitStack() as started:
        ours = [
            started.enter_context(servers.service(name, settings, more=more))
            for name, settings in (("service", small), (LARGE, large))
        ]
        held = [job for job in jobs if not job.first]
        yield [
            started.enter_context(bare(jobs, ours[0], FEW)),
            *ours,
            *([started.enter_context(bare(held, ours[1], MANY, LARGE_REFERENCE))] if held else []),
            started.enter_context(peers.tipg(small)),
            started.enter_context(peers.pygeoapi(small, Path(home))),
        ]


@contextmanager
def bare(jobs: list[Job], service: Server, claims: int, name: str = REFERENCE) -> Iterator[Server]:
    """Start the bare app with what the service answers."""
    with tempfile.TemporaryDirectory(prefix="frontline-bench-") as home:
        file = Path(home) / "answers.json"
        write_answers(file, dict(_samples(jobs, service, claims)))
        ready = _filled(_path(jobs[0], REFERENCE) or "", claims, NOONS[0])
        with servers.reference(name, file, ready) as running:
            yield running


def _title(job: Job) -> str:
    return "/" + re.sub(r"\W+", "-", job.title)


def _filled(path: str, claims: int, noon: str) -> str:
    """Fill in what wrk fills in."""
    for name, value in (("at", noon), ("time", noon[11:]), ("revision", claims)):
        path = path.replace(f"{{{name}}}", str(value))
    return path


def _samples(jobs: list[Job], server: Server, claims: int) -> Iterator[tuple[str, Answer]]:
    """Fetch what the service answers, when it is held, on each day that a job asks about."""
    for job in shown(jobs, "Writing answers down"):
        for noon in NOONS if job.is_dated else NOONS[:1]:
            path = _filled(job.path, claims, noon)
            server.ask(path)
            query = f"at={noon}".encode() if job.is_dated else b""
            yield name_of(_title(job), query), server.ask(path, _headers(job, server))


def _headers(job: Job, server: Server) -> dict[str, str]:
    """Give what is sent along: to the bare app the same as to the service, though it reads none."""
    path = _path(job, server.name)
    if not job.unchanged or path is None:
        return {}
    return {"If-None-Match": dict(server.ask(path).headers)["etag"]}


def _path(job: Job, name: str) -> str | None:
    if name == LARGE_REFERENCE and job.first:
        return None
    if name.startswith(REFERENCE):
        return _title(job) + ("?at={at}" if job.is_dated else "")
    return {"tipg": job.tipg, "pygeoapi": job.pygeoapi}.get(name, job.path)


def _warm_up(jobs: list[Job], running: list[Server], claims: Mapping[str, int]) -> None:
    """Ask the service about all days, so that they are held, and each peer once."""
    for job in shown(jobs, "Warming up"):
        for server in running:
            path = _path(job, server.name)
            many = server.name in claims and job.is_dated and not job.first
            for noon in NOONS if many else NOONS[:1]:
                if path is not None:
                    server.ask(_filled(path, min(claims.values()), noon))
