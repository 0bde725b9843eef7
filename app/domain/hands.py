"""How often did a district change hands?"""

from collections.abc import Iterable
from itertools import pairwise


def changed_hands(controllers: Iterable[str | None]) -> int:
    """Count how often another actor controls a district than the one that controlled it last.

    `controllers` are those of its statuses in order of time; None: nobody, or not known. What lies
    between two actors does not count, so that government, contested, taliban is one change, and
    government, contested, government none.
    """
    known = [controller for controller in controllers if controller is not None]
    return sum(before != after for before, after in pairwise(known))
