"""Over which days does a district's answer stay the same? Runs, from layers that overlap."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple


class Layer(NamedTuple):
    """What holds `since` a day, `until` before another.

    A layer that governs has a status (None: not assessed) and a mask of the statuses that tie with
    it; an open window has a mask alone.
    """

    governs: bool
    since: date
    until: date
    status: int | None
    mask: int


class Run(NamedTuple):
    """Days on which status and mask are the same: from `since` until the next run."""

    since: date
    status: int | None
    mask: int


def runs(layers: Iterable[Layer], first: date, last: date) -> list[Run]:
    """Merge the layers of one district into its runs from the first to the last day.

    The layers that govern follow each other without a gap from the first day on.
    """
    listed = list(layers)
    after = last + timedelta(days=1)
    days = {max(day, first) for layer in listed for day in (layer.since, layer.until)}
    merged: list[Run] = []
    for day in sorted(day for day in days if day < after):
        run = _on(day, listed)
        if not merged or merged[-1][1:] != run[1:]:
            merged.append(run)
    return merged


def _on(day: date, layers: list[Layer]) -> Run:
    status, mask = None, 0
    for layer in layers:
        if layer.since <= day < layer.until:
            status = layer.status if layer.governs else status
            mask |= layer.mask
    return Run(day, status, mask)
