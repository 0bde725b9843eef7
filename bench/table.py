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
    for (title, *_, goal), took in rows:
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
    small, large = sizes
    lines = [
        f"| Question | {small:,} claims | {large:,} claims | growth | goal"
        f" | DISTINCT ON, {small:,} claims |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        goal = f"≤ {row.question.growth}" if row.question.growth else ""
        cells = [
            row.question.title,
            *(shown(ms) for ms in row.took[:2]),
            f"{row.growth:.2f}",
            goal,
            shown(row.took.plain),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(ms: float | None) -> str:
    """Write milliseconds; an absent time is left empty."""
    return "" if ms is None else f"{ms:,.1f} ms" if ms < 100 else f"{ms:,.0f} ms"
