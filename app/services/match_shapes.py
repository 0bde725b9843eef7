"""Which districts do the rows of a boundary file draw, and why do some draw none?"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from app.domain.shape_matching import Label, Match, match
from app.domain.vocabulary import DISTRICT, Vocabulary

Holds = Callable[[int, str], bool]
"""Whether the shape of a row, counted from 0, holds the centroid of a district."""


class Row(NamedTuple):
    """What became of a row: the district that it draws, None: none; and what to know of it."""

    label: Label
    match: Match | None
    note: str | None


def match_rows(
    labels: Sequence[Label], shapes: Any, words: Vocabulary, centroids: Mapping[str, Any]
) -> list[Row]:
    """Match each row; rows of one code draw it together, of rows of one name one draws it.

    `centroids` are points by the codes of districts.
    """

    def holds(row: int, code: str) -> bool:
        return code in centroids and bool(shapes[row].covers(centroids[code]))

    rows = [
        _row(label, words, partial(holds, at))
        if not shape.is_empty
        else Row(label, None, "It has no polygon.")
        for at, (label, shape) in enumerate(zip(labels, shapes, strict=True))
    ]
    drawn: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.match:
            drawn[row.match.district].append(at)
    for code, claimed in drawn.items():
        for at in set(claimed) - set(_chosen(rows, code, claimed, holds)):
            note = f"{len(claimed)} rows would draw {code}, and nothing tells that it is this one."
            rows[at] = Row(rows[at].label, None, note)
    return rows


def _row(label: Label, words: Vocabulary, holds: Callable[[str], bool]) -> Row:
    found = match(label, words, holds)
    named = [place.code for place in words.named(label.name, DISTRICT)]
    if found is None:
        meant = f" It may be {' or '.join(named)}." if named else ""
        return Row(label, None, f"No district has its code, or its name in its province.{meant}")
    if named and found.district not in named:
        return Row(label, found, f"Its name is that of {' or '.join(named)}.")
    return Row(label, found, None)


def _chosen(rows: Sequence[Row], code: str, claimed: list[int], holds: Holds) -> list[int]:
    """Choose the rows that draw a district: those of its code, else one alone."""
    coded = [at for at in claimed if rows[at].match == Match(code, "code")]
    if coded or len(claimed) == 1:
        return coded or claimed
    held = [at for at in claimed if holds(at, code)]
    return held if len(held) == 1 else []
