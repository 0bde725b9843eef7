"""How far has a province fallen? Told of its districts without the capital."""

from collections.abc import Collection
from datetime import date
from typing import Literal, NamedTuple

Extent = Literal["all", "some", "none", "indeterminate"]


class Fall(NamedTuple):
    """The extent of a province's fall `to` an actor; `since` is told for extent `all` alone."""

    to: str
    extent: Extent
    since: date | None


def fall(to: str, held: set[int], districts: Collection[tuple[int | None, date | None]]) -> Fall:
    """Judge districts, each with its step (None: not assessed) and the day its period opened.

    `held` are the steps at which a district counts as held. `since` is the day on which the last
    district fell: the greatest `latest` among the claims that opened the present periods.
    """
    steps = [step for step, _ in districts]
    assessed = [step for step in steps if step is not None]
    holding = [step for step in assessed if step in held]
    if steps and len(holding) == len(steps):
        return Fall(to, "all", max(opened for _, opened in districts if opened is not None))
    if len(assessed) == len(steps) and not holding:
        return Fall(to, "none", None)
    if holding and len(holding) < len(assessed):
        return Fall(to, "some", None)
    return Fall(to, "indeterminate", None)
