"""Which statuses a theatre knows, and which of them a mask leaves possible."""

from collections.abc import Iterable
from typing import NamedTuple

NOT_ASSESSED = "not_assessed"
"""No eligible claim covers the district; the last bucket of every count."""


class Status(NamedTuple):
    """One step of a theatre's status scale.

    `step` is the number by which the ledger stores it: bit `step` of a mask. `controller` is None
    where nobody controls.
    """

    id: str
    step: int
    label: str
    controller: str | None
    degree: str
    colour: str
    order: int


class Scale:
    """The statuses of a theatre, in their order."""

    def __init__(self, statuses: Iterable[Status]) -> None:
        self.statuses = sorted(statuses, key=lambda status: status.order)
        self._by_step = {status.step: status for status in self.statuses}
        self._possible: dict[tuple[int | None, int], list[str]] = {}

    def at(self, step: int | None) -> str:
        """Name the status of a step; None is `not_assessed`."""
        return NOT_ASSESSED if step is None else self._by_step[step].id

    def ids(self) -> list[str]:
        """Name all buckets: the statuses in order, then `not_assessed`."""
        return [*(status.id for status in self.statuses), NOT_ASSESSED]

    def possible(self, step: int | None, mask: int) -> list[str]:
        """Name the statuses that a district may have: its own and those in the mask.

        Many districts share one list.
        """
        asked = (step, mask)
        if asked not in self._possible:
            self._possible[asked] = self._named(step, mask)
        return self._possible[asked]

    def _named(self, step: int | None, mask: int) -> list[str]:
        own = self.at(step)
        return [*(s.id for s in self.statuses if s.id == own or mask >> s.step & 1)] + (
            [NOT_ASSESSED] if step is None else []
        )

    def degrees(self) -> set[str]:
        """Name the degrees that the statuses have."""
        return {status.degree for status in self.statuses}

    def held_by(self, actor: str) -> set[int]:
        """Find the steps at which a district is held: those of the actor's `control`."""
        return {
            status.step
            for status in self.statuses
            if status.controller == actor and status.degree == "control"
        }
