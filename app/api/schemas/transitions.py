"""A change of a district's status, and how often a district changed."""

from datetime import date

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.status import Since
from app.api.schemas.views import Echo
from app.queries.transitions import DistrictChanges, Transition
from app.queries.views import Sight


class TransitionItem(TypedDict):
    """The status of a district became another one; `at` is the window of the claim that says so.

    `from_status` is `not_assessed` where no claim was known before.
    """

    code: str
    name: str
    province: str
    province_name: str
    at: Since
    from_status: str
    to_status: str
    claim: int


class DistrictChangesItem(TypedDict):
    """How often a district changed in the window.

    `statuses` are those before the first transition and after each. `changed_hands` counts how
    often another actor controlled it than the one that did last, whatever lay between. `first` and
    `last` are the days of the first and last transition.
    """

    code: str
    name: str
    province: str
    province_name: str
    transitions: int
    changed_hands: int
    statuses: list[str]
    first: date
    last: date


TransitionsEcho = TypedDict("TransitionsEcho", {"from": date | None, "to": date | None})
"""The window: after `from` (null: since ever), up to `to` (null: the latest)."""


class TransitionsAnswer(Paged, TransitionsEcho, Echo):
    """Transitions in order of time; with `summary=district`, the districts that changed."""

    items: list[TransitionItem | DistrictChangesItem]


def transition_item(transition: Transition, sight: Sight) -> TransitionItem:
    """Show a transition."""
    scale = sight.theatre.scale
    return {
        "code": transition.code,
        "name": transition.name,
        "province": transition.province,
        "province_name": transition.province_name,
        "at": {
            "edtf": transition.edtf,
            "earliest": transition.earliest,
            "latest": transition.latest,
        },
        "from_status": scale.at(transition.from_status),
        "to_status": scale.at(transition.to_status),
        "claim": transition.claim,
    }


def district_changes_item(district: DistrictChanges, sight: Sight) -> DistrictChangesItem:
    """Show how often a district changed."""
    scale = sight.theatre.scale
    return {
        "code": district.code,
        "name": district.name,
        "province": district.province,
        "province_name": district.province_name,
        "transitions": len(district.statuses) - 1,
        "changed_hands": district.changed_hands,
        "statuses": [scale.at(step) for step in district.statuses],
        "first": district.first,
        "last": district.last,
    }
