"""What was measured, as Markdown, and which goals it misses."""

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from bench.questions import SERIES, SINGLY, Question

SERIES_TO_SINGLY = 0.5


class Took(NamedTuple):
    """Milliseconds on the small and on the large ledger, and of the plain query on the small."""

    small: float
    large: float
    plain: float | None


class Row(NamedTuple):
    """A question and what it took."""

    question: Question
    took: Took

    @property
    def growth(self) -> float:
        """How many times longer the large ledger takes."""
        return self.took.large / self.took.small


def middle(rounds: Iterable[Took]) -> Took:
    """Take the medians of the rounds."""
    small, large, plain = zip(*rounds, strict=True)
    return Took(median(small), median(large), None if None in plain else median(plain))


def misses(rows: list[Row]) -> list[str]:
    """Say which goals are missed."""
    found = []
    for (title, _, _, goal, _), took in rows:
        if goal and took.large > goal * took.small:
            found.append(f"{title}: grows more than {goal} times")
        if took.plain and took.small > took.plain:
            found.append(f"{title}: a plain DISTINCT ON is faster")
    by_title = {row.question.title: row.took for row in rows}
    pairs = zip(by_title[SERIES][:2], by_title[SINGLY][:2], strict=True)
    if any(series > SERIES_TO_SINGLY * singly for series, singly in pairs):
        found.append(f"{SERIES}: takes more than half of its days one by one")
    return found


def table(rows: list[Row], sizes: tuple[int, int]) -> str:
    """Write the rows as a table in Markdown."""
    small, large = (f"{size:,} claims" for size in sizes)
    lines = [
        _line("Question", small, large, "growth", "goal", f"DISTINCT ON, {small}"),
        _line("---", *["--:"] * 5),
    ]
    for row in rows:
        (title, _, _, goal, _), took = row
        growth = f"{row.growth:.2f}", f"≤ {goal}" if goal else ""
        lines.append(_line(title, *map(_ms, took[:2]), *growth, _ms(took.plain)))
    return "\n".join(lines)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _ms(took: float | None) -> str:
    return "" if took is None else f"{took:,.1f} ms"
