"""Does a country's every village load while one waits, and does its map come at once?"""

import resource
import sys
import time
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from app.cli.progress import shown
from app.db.engines import owner_engine, read_engine
from app.services.load_theatre import load
from app.settings import Settings
from bench.clock import Clock
from bench.folder import write_theatre
from bench.place import databases, machine
from bench.questions import draw_questions

PLACES, CLAIMS = 33_000, 400_000
GOAL_S = 240
ROUNDS = 5
ASKED = 3
"""How many of the questions are asked: status now and then, and counts."""


def run() -> int:
    """Load the theatre, ask for its status, and print both; 1 if a goal is missed."""
    with TemporaryDirectory(prefix="frontline-bench-") as folder, databases(["large"]) as (made,):
        write_theatre(Path(folder), PLACES, CLAIMS)
        began = time.perf_counter()
        loaded = load(owner_engine(made), Path(folder), shown)
        took = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{PLACES:,} places and {loaded.claims:,} claims were loaded in {took:.0f} s:")
        print(f"{loaded.claims / took:,.0f} claims a second, {memory:,.0f} MB at most.\n")
        slower = _ask(made)
        print(f"\nMedians of {ROUNDS} rounds, in SQL time. {machine(owner_engine(made))}.")
    missed = [f"the load took more than {GOAL_S} s"] if took > GOAL_S else []
    for miss in (*missed, *slower):
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if missed or slower else 0


def _ask(made: Settings) -> list[str]:
    """Print what questions take, beside a plain DISTINCT ON; give those that it answers faster."""
    random, slower = Random(33), []
    print("| Question | ms | DISTINCT ON, ms |\n| --- | --: | --: |")
    with read_engine(made).connect() as connection:
        clock = Clock(connection)
        rounds = [draw_questions(random)[:ASKED] for _ in range(1 + ROUNDS)]
        for asked in zip(*rounds, strict=True):
            ours = median([clock.time(question.ask) for question in asked][1:])
            plain = median([clock.time(question.plain) for question in asked if question.plain][1:])
            print(f"| {asked[0].title} | {ours:,.0f} | {plain:,.0f} |")
            slower += [f"{asked[0].title}: a plain DISTINCT ON is faster"] if plain < ours else []
    return slower
