"""Which district does a row of a boundary file draw? By its code, else by its name in its province.

Files call their columns as they like. A column is known by what stands in it: codes of districts,
names of districts, or codes or names of provinces.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from app.domain.vocabulary import DISTRICT, PROVINCE, Vocabulary

How = Literal["code", "name_in_province", "name", "name_at_centroid"]


class Columns(NamedTuple):
    """Which columns tell a district's code, its name and its province; None: there is none."""

    code: str | None
    name: str | None
    province: str | None


class Label(NamedTuple):
    """What a row says of itself; empty where it says nothing."""

    code: str
    name: str
    province: str

    def __str__(self) -> str:
        said = dict.fromkeys(text for text in self if text)
        return ", ".join(said) or "a row without a code or name"


class Match(NamedTuple):
    """The code of a district, and what told it."""

    district: str
    by: How


def choose_columns(table: Mapping[str, Sequence[str]], words: Vocabulary) -> Columns:
    """Choose each column by how many districts it names, the province's by how many rows.

    A column that names the province of less than half of the rows is none.
    """
    left = dict(table)
    coded = {name: len({*map(words.code_of, cells)} - {None}) for name, cells in left.items()}
    code = _best(coded)
    left.pop(code or "", None)
    named = {name: _districts(cells, words) for name, cells in left.items()}
    name = _best(named)
    left.pop(name or "", None)
    provinces = {
        name: sum(bool(words.named(cell, PROVINCE)) for cell in cells)
        for name, cells in left.items()
    }
    most = {name: rows for name, rows in provinces.items() if 2 * rows >= len(left[name])}
    province = _best(most)
    return Columns(code, name, province)


def labels(table: Mapping[str, Sequence[str]], columns: Columns) -> list[Label]:
    """Read what each row says of itself."""
    rows = len(next(iter(table.values()), ()))
    cells = (table[name] if name else [""] * rows for name in columns)
    return [Label(*row) for row in zip(*cells, strict=True)]


def match(label: Label, words: Vocabulary, holds: Callable[[str], bool]) -> Match | None:
    """Find the district that a row draws; None: none surely.

    A row that names its province is no district of another. Of several districts of its name it is
    the one whose centroid the shape `holds`.
    """
    code = words.code_of(label.code)
    if code:
        return Match(code, "code")
    named = words.named(label.name, DISTRICT)
    provinces = {place.code for place in words.named(label.province, PROVINCE)}
    if provinces:
        named = [place for place in named if place.province in provinces]
    if len(named) == 1:
        return Match(named[0].code, "name_in_province" if provinces else "name")
    held = [place.code for place in named if holds(place.code)]
    return Match(held[0], "name_at_centroid") if len(held) == 1 else None


def _districts(cells: Sequence[str], words: Vocabulary) -> int:
    return len({place.code for cell in cells for place in words.named(cell, DISTRICT)})


def _best(scores: Mapping[str, int]) -> str | None:
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] else None
