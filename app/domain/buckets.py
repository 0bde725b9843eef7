"""How many districts have each status, surely and possibly: counts that always close."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.scale import Scale


@dataclass(slots=True)
class Bucket:
    """Districts of one status: how many have it, can only have it (`low`), may have it (`high`)."""

    status: str
    count: int = 0
    low: int = 0
    high: int = 0


def fill(scale: Scale, cells: Iterable[tuple[int | None, int, int]]) -> list[Bucket]:
    """Count cells (step, mask, number of districts) into the buckets of the scale, in its order.

    Every district is in exactly one count: counts sum to the number of districts, and
    `low <= count <= high`. `not_assessed` comes last.
    """
    buckets = {status: Bucket(status) for status in scale.ids()}
    for step, mask, districts in cells:
        possible = scale.possible(step, mask)
        buckets[scale.at(step)].count += districts
        for status in possible:
            buckets[status].high += districts
        if len(possible) == 1:
            buckets[possible[0]].low += districts
    return list(buckets.values())
