"""Does the rule stay cheap? Two ledgers of one theatre, one a hundred times the other."""

import sys
from collections import defaultdict
from random import Random

from sqlalchemy import Connection

from app.cli.progress import shown
from app.db.engines import owner_engine, read_engine
from bench.clock import Clock
from bench.ledger import make_ledger
from bench.place import databases, machine
from bench.questions import draw_questions
from bench.table import Row, Took, middle, misses, table

SMALL, LARGE = 10_000, 1_000_000
WARM_UP, ROUNDS = 3, 11


def run(imprecise: float = 0) -> int:
    """Make the ledgers, measure, and print the table; 1 if a goal is missed.

    The share `imprecise` of the claims is not dated to the day.
    """
    with databases(["small", "large"]) as made:
        for settings, claims in zip(made, (SMALL, LARGE), strict=True):
            make_ledger(owner_engine(settings), claims, shown, imprecise)
        with (
            read_engine(made[0]).connect() as small,
            read_engine(made[1]).connect() as large,
        ):
            rows = measure(small, large)
        print(table(rows, (SMALL, LARGE)))
        print(f"\nMedians of {ROUNDS} rounds, in SQL time. {machine(owner_engine(made[0]))}.")
    missed = misses(rows)
    for miss in missed:
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if missed else 0


def measure(small: Connection, large: Connection) -> list[Row]:
    """Ask both ledgers the same questions in turn, about other days in each round."""
    random = Random(421)
    took: dict[str, list[Took]] = defaultdict(list)
    here, there = Clock(small), Clock(large)
    for number in shown(range(WARM_UP + ROUNDS), "Asking"):
        for question in draw_questions(random):
            plain = question.times * here.time(question.plain) if question.plain else None
            spent = Took(here.time(question.ask), there.time(question.ask), plain)
            if number >= WARM_UP:
                took[question.title].append(spent)
    return [Row(question, middle(took[question.title])) for question in draw_questions(random)]
