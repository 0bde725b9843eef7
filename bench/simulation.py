"""A million dashboards poll: how many requests reach each level, and how old is what they show?

Time is simulated, request by request; what an answer costs at each level is measured here first,
and how long it holds is read from the `Cache-Control` that the service sends.
"""

import random
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from app.api.answers import IMMUTABLE, POLLED
from bench.costs import Costs, measure

DASHBOARDS = 1_000_000
POLLS_EVERY_S = 30.0
LASTS_S = 60.0
WARM_S = 10.0
EDGES = 4
WORKERS = 4
CODINGS = 3
"""Spellings of `Accept-Encoding` that browsers have; each has answers of its own."""

COMMON = 2
"""Questions that every dashboard asks: the map, and its counts."""

RARE = 2000
"""Questions about one province or policy. One poll in `ONE_IN` is of these, the first ones most."""

ONE_IN = 20
NETWORK_S = 0.02
"""From the edge to the service and back."""

HEARD_S = 0.005
"""From a commit to the worker's knowledge of it, at worst."""


class Holds(NamedTuple):
    """How long a shared cache may answer without asking, and then while it asks; seconds."""

    fresh_s: float
    stale_s: float

    @classmethod
    def told(cls, cache_control: str) -> "Holds":
        """Read `Cache-Control` as nginx does."""
        told: dict[str, str] = dict(re.findall(r"([a-z-]+)=(\d+)", cache_control))
        fresh = told.get("s-maxage") or told.get("max-age") or "0"
        return cls(float(fresh), float(told.get("stale-while-revalidate", "0")))


class World(NamedTuple):
    """What is simulated: a write each `writes_every_s`; without a cache, the service answers."""

    name: str
    writes_every_s: float
    cached: bool = True
    dashboards: int = DASHBOARDS


WORLDS = (
    World("a write in 10 minutes", 600),
    World("a write a second", 1),
    World("a write a second, no cache", 1, cached=False),
)


@dataclass
class Entry:
    """An answer in a cache: its revision, and since when; the one that is on its way, and when."""

    revision: int = -1
    since: float = float("-inf")
    coming: int = -1
    comes_at: float | None = None


@dataclass
class Told:
    """How many requests reached each level, and how old answers were, in seconds."""

    edge: int = 0
    service: int = 0
    unchanged: int = 0
    database: int = 0
    waited: int = 0
    ages: list[float] = field(default_factory=list)


class Simulation:
    """One run; `chance` decides who asks what, and when."""

    def __init__(self, world: World, first_answer_s: float, chance: random.Random) -> None:
        self.world = world
        self.told = Told()
        self._first_s = first_answer_s
        self._chance = chance
        self._holds = Holds.told(POLLED)
        self._edges: list[dict[int, Entry]] = [{} for _ in range(EDGES)]
        self._workers: list[dict[int, int]] = [{} for _ in range(WORKERS)]
        end = int((WARM_S + LASTS_S) / world.writes_every_s) + 1
        self._writes = [(n + 0.5) * world.writes_every_s for n in range(end)]

    def run(self) -> Told:
        """Let them poll until the time is over; what caches begin with is not counted."""
        rate, now = self.world.dashboards / POLLS_EVERY_S, 0.0
        while now < WARM_S + LASTS_S:
            if now < WARM_S:
                self.told = Told()
            now += self._chance.expovariate(rate)
            self._poll(now, self._question())
        return self.told

    def _question(self) -> int:
        coding = self._chance.randrange(CODINGS)
        if self._chance.randrange(ONE_IN):
            return self._chance.randrange(COMMON) * CODINGS + coding
        rank = int(RARE ** self._chance.random())  # as many among 1 to 10 as among 10 to 100
        return (COMMON + rank) * CODINGS + coding

    def _poll(self, now: float, question: int) -> None:
        if not self.world.cached:
            revision, took = self._serve(now, question, -1)
            return self._show(now, revision, took)
        self.told.edge += 1
        entry = self._edges[self._chance.randrange(EDGES)].setdefault(question, Entry())
        if entry.comes_at is not None and entry.comes_at <= now:
            entry.revision, entry.since, entry.comes_at = entry.coming, entry.comes_at, None
        age = now - entry.since
        if age >= self._holds.fresh_s and entry.comes_at is None:
            entry.coming, took = self._serve(now + NETWORK_S / 2, question, entry.revision)
            entry.comes_at = now + NETWORK_S + took
        if entry.comes_at is not None and age >= self._holds.fresh_s + self._holds.stale_s:
            self.told.waited += 1
            return self._show(entry.comes_at, entry.coming, 0)
        return self._show(now, entry.revision, 0)

    def _serve(self, now: float, question: int, known: int) -> tuple[int, float]:
        """Ask a worker; give the revision of its answer, and the seconds that it took."""
        self.told.service += 1
        held = self._workers[self._chance.randrange(WORKERS)]
        head = self._head(now - HEARD_S)
        self.told.unchanged += known == head
        if held.get(question) == head:
            return head, 0
        held[question] = head
        self.told.database += 1
        return head, self._first_s

    def _show(self, now: float, revision: int, took: float) -> None:
        """Note how long ago what is shown was overtaken; 0: it is the newest."""
        shown = now + took
        overtaken = self._writes[revision] if revision < len(self._writes) else shown
        self.told.ages.append(max(0.0, shown - overtaken))

    def _head(self, now: float) -> int:
        return bisect_right(self._writes, now)


def run() -> int:
    """Measure the costs, simulate, and print what came of it as Markdown."""
    costs = measure()
    print(f"{DASHBOARDS:,} dashboards poll every {POLLS_EVERY_S:.0f} s; {EDGES} caches before")
    print(
        f"{WORKERS} workers; {COMMON} common questions and {RARE:,} rare ones, {CODINGS} codings."
    )
    print(f"`{POLLED}`; a settled view, `{IMMUTABLE}`, is asked for once by a browser.\n")
    print("| " + " | ".join(TITLES) + " |\n|---|" + "--:|" * (len(TITLES) - 1))
    for world in WORLDS:
        told = Simulation(world, costs.first_s, random.Random(1)).run()
        print("| " + " | ".join(row(world, told, costs)) + " |")
    print(f"\n{costs.told()}")
    return 0


TITLES = (
    "", "to the caches /s", "cores", "to the service /s", "304", "cores", "to the database /s",
    "cores", "waited", "newest shown", "p99 old", "oldest",
)  # fmt: skip


def row(world: World, told: Told, costs: Costs) -> list[str]:
    """Write a line: requests each second at each level, the cores that they take, and ages."""
    ages = sorted(told.ages)
    changed = told.service - told.unchanged
    service = told.unchanged * costs.unchanged_s + changed * costs.held_s
    newest = bisect_right(ages, 0.0) / len(ages)
    return [
        world.name,
        f"{told.edge / LASTS_S:,.0f}",
        f"{told.edge * costs.edge_s / LASTS_S:.2f}",
        f"{told.service / LASTS_S:,.1f}",
        f"{told.unchanged / told.service:.0%}",
        f"{service / LASTS_S:.3f}",
        f"{told.database / LASTS_S:,.1f}",
        f"{told.database * costs.first_s / LASTS_S:.3f}",
        f"{told.waited / len(ages):.2%}",
        f"{newest:.1%}",
        f"{ages[int(len(ages) * 0.99)]:.1f} s",
        f"{ages[-1]:.1f} s",
    ]
