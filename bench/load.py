"""Does a country's every village load while one waits, and does its map come at once?

The map is asked for over HTTP, too: held, it has to travel as fast as its bare bytes.
"""

import resource
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app.cli.progress import shown
from app.db.engines import owner_engine, read_engine
from app.services.load_theatre import load
from app.settings import Settings
from bench import http, peers, servers
from bench.clock import Clock
from bench.folder import write_theatre
from bench.jobs import FIRST, REFERENCE, TIPG, Job, T
from bench.place import databases, machine
from bench.questions import draw_questions
from bench.scores import Scores, misses
from bench.scores import table as table_of_scores
from bench.table import Row, Took, middle, table
from bench.wrk import Pace

PLACES, FEW, MANY = 33_000, 40_000, 400_000
GOAL_S = 240
ROUNDS = 5
ASKED = 3
"""How many of the questions are asked: status now and on a past day, and counts."""

JOBS = [
    Job("all statuses, JSON", f"{T}/status", None, None, {REFERENCE: 0.85}),
    Job("all statuses, unchanged (304)", f"{T}/status", None, None, {REFERENCE: 0.85}, True),
    Job(
        "all statuses, `at` any instant of a day",
        f"{T}/status?at=2021-07-07T{{time}}",
        None,
        None,
        {REFERENCE: 0.6},
    ),
    Job(
        f"all statuses, {FIRST}",
        f"{T}/status?at=2021-07-07T{{time}}",
        f"/collections/peer.status_on/items?limit={PLACES}&f=json&at=2021-07-07T{{time}}",
        None,
        {REFERENCE: 0.01, TIPG: 1.5},
        first=True,
        pace=Pace(connections=2, seconds=20),
    ),
]


def run() -> int:
    """Load the theatre with few and with many claims, ask both, print it; 1 if a goal is missed."""
    with databases(["few", "many"]) as made:
        _load(made[0], FEW)
        took = _load(made[1], MANY)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{PLACES:,} places and {MANY:,} claims were loaded in {took:.0f} s:")
        print(f"{MANY / took:,.0f} claims a second, {memory:,.0f} MB at most.\n")
        rows = _ask(*made)
        print(table(rows, (FEW, MANY)))
        print(f"\nMedians of {ROUNDS} rounds, in SQL time. {machine(owner_engine(made[0]))}.\n")
        scores, worker_mb = _ask_over_http(made[1])
        print(table_of_scores(scores, JOBS))
        print(f"\nAnswers per second with {MANY:,} claims; the worker took {worker_mb:.0f} MB.")
    missed = misses(scores, JOBS)
    missed += [f"the load took more than {GOAL_S} s"] if took > GOAL_S else []
    missed += [
        f"{row.question.title}: grows more than {row.question.growth} times"
        for row in rows
        if row.question.growth and row.growth > row.question.growth
    ]
    for miss in missed:
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if missed else 0


def _load(settings: Settings, claims: int) -> float:
    """Load the theatre with so many claims; give the seconds."""
    with TemporaryDirectory(prefix="frontline-bench-") as folder:
        write_theatre(Path(folder), PLACES, claims)
        began = time.perf_counter()
        load(owner_engine(settings), Path(folder), shown)
        return time.perf_counter() - began


def _ask_over_http(settings: Settings) -> tuple[Scores, float]:
    """Ask one worker, tipg and the bare app; give the most memory, in MB, that the worker took."""
    peers.make_views(settings)
    scores: Scores = {}
    most_mb = 0.0
    for jobs, more in http.parted(JOBS):
        with (
            servers.service("service", settings, more=more) as ours,
            http.bare(jobs, ours, MANY) as bare,
            peers.tipg(settings) as tipg,
        ):
            scores |= http.compare(jobs, [bare, ours, tipg], {ours.name: MANY})
            most_mb = max(most_mb, servers.memory(ours.group))
    return scores, most_mb


def _ask(few: Settings, many: Settings) -> list[Row]:
    random = Random(33)
    with read_engine(few).connect() as small, read_engine(many).connect() as large:
        here, there = Clock(small), Clock(large)
        rounds = [draw_questions(random)[:ASKED] for _ in range(1 + ROUNDS)]
        took = [
            [Took(here.time(q.ask), there.time(q.ask), None) for q in asked] for asked in rounds
        ]
    questions = (question._replace(plain=None) for question in rounds[0])
    times = zip(*took[1:], strict=True)
    return [Row(question, middle(each)) for question, each in zip(questions, times, strict=True)]
