"""How many claims a second can be posted to one theatre, and are they all there?"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from app.cli.progress import shown
from app.db.engines import owner_engine
from app.services.check_ledger import check_ledger
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from bench.place import databases, machine
from bench.posts import fetch_said
from bench.replay import replay
from bench.writers import CLIENTS, Ran, Target, post_for

FOLDER, THEATRE = Path(__file__).parents[1] / "data" / "afghanistan", "AF"
SECONDS = 30
SIZES = (1, 100)
AIM = {100: 0.5}
"""The fraction of what pgbench reaches that is aimed at, by the size of a post."""


def run() -> int:
    """Post, check, replay with pgbench, and print the table; 1 if a claim or a goal is missed."""
    with databases(["writes"], durable=True) as (settings,):
        engine = owner_engine(settings)
        load(engine, FOLDER, shown)
        with engine.begin() as connection:
            key = create_key(connection, "bench", [Scope.CLAIMS_WRITE])
        ran = {}
        with serving(settings) as address:
            target = Target(address, f"/v1/theatres/{THEATRE}", key, fetch_said(engine))
            post_for(2, 2, target)  # the first posts fill the service's caches
            for size in SIZES:
                ran[size] = post_for(SECONDS, size, target)
        wrong = [*misses(ran), *lost(engine, ran), *check_ledger(engine, None, shown)[THEATRE]]
        with tempfile.TemporaryDirectory() as folder:
            plain = {s: replay(settings, s, target, Path(folder), SECONDS) for s in SIZES}
        print(table(ran, plain))
        print(f"\n{CLIENTS} clients, 2 workers, {SECONDS} s each. {machine(engine)}.")
    wrong += [
        f"posts of {size}: less than {aim:.0%} of pgbench"
        for size, aim in AIM.items()
        if ran[size].rate < aim * plain[size]
    ]
    for finding in wrong:
        print(f"missed: {finding}", file=sys.stderr)
    return 1 if wrong else 0


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Run the service with two workers; give its address."""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    env = {
        "PATH": os.environ["PATH"],
        "FRONTLINE_DATABASE_URL": url,
        "FRONTLINE_PORT": "0",
        "FRONTLINE_WORKERS": "2",
        "FRONTLINE_LOG_LEVEL": "warning",
    }
    service = subprocess.Popen(
        (sys.executable, "-m", "app.cli", "serve"), env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        line = service.stdout.readline() if service.stdout else ""
        yield line.split()[1]
    finally:
        service.terminate()
        service.communicate()


def misses(ran: dict[int, Ran]) -> Iterator[str]:
    """Name the answers that are no acknowledgement."""
    for size, (statuses, *_) in ran.items():
        for status, times in statuses.items():
            if status != 201:
                yield f"posts of {size}: {times} answers were {status}"


def lost(engine: Engine, ran: dict[int, Ran]) -> Iterator[str]:
    """Name what was acknowledged and is not there once, and revisions that are missing."""
    claims = text(
        "SELECT revision, url FROM claims JOIN reports ON id = report"
        " WHERE url LIKE 'https://example.org/%-%-%/%'"
    )
    events = text("SELECT count(*), max(revision), (SELECT revision FROM theatres) FROM events")
    with engine.connect() as connection:
        there = [(id_, url) for id_, url in connection.execute(claims)]
        count, last, head = connection.execute(events).one()
    urls = [url for _, url in there]
    if len(urls) != len(set(urls)):
        yield "a claim was recorded twice"
    recorded = dict(there)
    for size, (_, acknowledged, *_) in ran.items():
        if not acknowledged.items() <= recorded.items():
            yield f"posts of {size}: a claim was acknowledged and is not there"
    if not count == last == head:
        yield f"there are {count} events up to {last}, and the head is {head}"


def table(ran: dict[int, Ran], plain: dict[int, float]) -> str:
    """Write what was measured as a table in Markdown."""
    lines = [
        "| Claims in a post | posts | claims/s | pgbench, claims/s | fraction | clients' CPU |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for size, done in ran.items():
        cells = (
            f"{size}",
            f"{done.statuses[201]:,}",
            f"{done.rate:,.0f}",
            f"{plain[size]:,.0f}",
            f"{done.rate / plain[size]:.0%}",
            f"{done.spent / done.seconds:.0%} of a core",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
