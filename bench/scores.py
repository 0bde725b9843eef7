"""Who answered how many questions per second, as Markdown, and which goals are missed."""

from statistics import median

from bench.jobs import JOBS, REFERENCE, TIPG, Job

Scores = dict[str, dict[str, list[float]]]
"""Answers per second in each round, by the title of the job and the name of the server."""

HELD_GROWTH, FIRST_GROWTH = 1.1, 2.5
"""How many times more an answer may cost on the large ledger."""


def misses(scores: Scores) -> list[str]:
    """Say which goals are missed."""
    found = []
    for job in JOBS:
        for server, goal in job.goals.items():
            ratio = _ratio(scores, job, server)
            if ratio is None or ratio < goal:
                found.append(f"{job.title}: {_short(ratio)} of {server}, the goal is {goal}")
        growth = _growth(scores, job)
        if growth > _most(job):
            found.append(f"{job.title}: costs {growth:.2f} times as much on the large ledger")
    return found


def table(scores: Scores) -> str:
    """Write the scores as a table in Markdown."""
    lines = [
        _line("Question", "bare ASGI", "Frontline", "ratio", "goal", "tipg", "ratio", "goal"),
        _line("---", *["--:"] * 10),
    ]
    lines[0] = f"{lines[0]} pygeoapi | ratio | 1 M |"
    for job in JOBS:
        cells = [
            *(_rate(scores, job, REFERENCE), _rate(scores, job, "service")),
            *_versus(scores, job, REFERENCE),
            *(_rate(scores, job, TIPG), *_versus(scores, job, TIPG)),
            *(_rate(scores, job, "pygeoapi"), _short(_ratio(scores, job, "pygeoapi"))),
            f"{_growth(scores, job):.2f}",
        ]
        lines.append(_line(job.title, *cells))
    return "\n".join(lines)


def _versus(scores: Scores, job: Job, server: str) -> tuple[str, str]:
    goal = job.goals.get(server)
    return _short(_ratio(scores, job, server)), f"≥ {goal}" if goal else ""


def _middle(scores: Scores, job: Job, server: str) -> float | None:
    rounds = scores[job.title].get(server)
    return median(rounds) if rounds else None


def _ratio(scores: Scores, job: Job, server: str) -> float | None:
    ours, other = _middle(scores, job, "service"), _middle(scores, job, server)
    return ours / other if ours and other else None


def _growth(scores: Scores, job: Job) -> float:
    small, large = _middle(scores, job, "service"), _middle(scores, job, "large")
    return small / large if small and large else 0.0


def _most(job: Job) -> float:
    return FIRST_GROWTH if job.is_first else HELD_GROWTH


def _rate(scores: Scores, job: Job, server: str) -> str:
    found = _middle(scores, job, server)
    return "" if found is None else f"{found:,.0f}"


def _short(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
