"""Who answered how many questions per second, as Markdown, and which goals are missed."""

from itertools import compress
from statistics import median

from bench.jobs import LARGE, LARGE_REFERENCE, REFERENCE, TIPG, Job

Scores = dict[str, dict[str, list[float]]]
"""Answers per second in each round, by the title of the job and the name of the server."""

HELD_GROWTH, FIRST_GROWTH = 1.1, 2.5
"""How many times more an answer may cost on the large ledger.

A held one beside the bare app that sends the same bytes: a history of more periods is a longer
answer, and a byte more than whole segments of the loopback hold costs a long one a third.
"""


def misses(scores: Scores, jobs: list[Job]) -> list[str]:
    """Say which goals are missed."""
    found = []
    for job in jobs:
        for server, goal in job.goals.items():
            ratio = _ratio(scores, job, server)
            if ratio is None or ratio < goal:
                found.append(f"{job.title}: {_short(ratio)} of {server}, the goal is {goal}")
        growth = _growth(scores, job)
        if LARGE in scores[job.title] and (growth is None or growth > _most(job)):
            found.append(f"{job.title}: costs {_short(growth)} times as much on the large ledger")
    return found


COLUMNS = (
    *("Question", "bare ASGI", "Frontline", "ratio", "goal", "tipg", "ratio", "goal"),
    *("pygeoapi", "ratio", "1 M"),
)


def table(scores: Scores, jobs: list[Job]) -> str:
    """Write the scores as a table in Markdown, without the columns that nobody filled."""
    rows = [
        (
            *(job.title, _rate(scores, job, REFERENCE), _rate(scores, job, "service")),
            *_versus(scores, job, REFERENCE),
            *(_rate(scores, job, TIPG), *_versus(scores, job, TIPG)),
            *(_rate(scores, job, "pygeoapi"), _short(_ratio(scores, job, "pygeoapi"))),
            _short(_growth(scores, job)),
        )
        for job in jobs
    ]
    aligned = ("---", *["--:"] * (len(COLUMNS) - 1))
    filled = [any(column) for column in zip(*rows, strict=True)]
    return "\n".join(_line(*compress(line, filled)) for line in (COLUMNS, aligned, *rows))


def _versus(scores: Scores, job: Job, server: str) -> tuple[str, str]:
    goal = job.goals.get(server)
    return _short(_ratio(scores, job, server)), f"≥ {goal}" if goal else ""


def _middle(scores: Scores, job: Job, server: str) -> float | None:
    rounds = scores[job.title].get(server)
    return median(rounds) if rounds else None


def _ratio(scores: Scores, job: Job, server: str, ours: str = "service") -> float | None:
    mine, other = _middle(scores, job, ours), _middle(scores, job, server)
    return mine / other if mine and other else None


def _growth(scores: Scores, job: Job) -> float | None:
    if job.first:
        return _ratio(scores, job, LARGE)
    small, large = _ratio(scores, job, REFERENCE), _ratio(scores, job, LARGE_REFERENCE, LARGE)
    return small / large if small and large else None


def _most(job: Job) -> float:
    return FIRST_GROWTH if job.first else HELD_GROWTH


def _rate(scores: Scores, job: Job, server: str) -> str:
    found = _middle(scores, job, server)
    return "" if found is None else f"{found:,.0f}" if found >= 10 else f"{found:.2f}"


def _short(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.3f}" if ratio < 0.1 else f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
