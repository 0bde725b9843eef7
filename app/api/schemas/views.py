"""The echo of what was asked for, which every bitemporal answer begins with."""

from datetime import date, datetime

from typing_extensions import TypedDict

from app.api.schemas.links import claim_link
from app.queries.views import Sight

StretchOfDays = TypedDict("StretchOfDays", {"from": date | None, "to": date | None})
"""The first and the last day around the one asked for on which the answer is the same."""


class Known(TypedDict):
    """The moment of knowledge that was answered for; null before a ledger's first event."""

    theatre: str
    revision: int
    known_at: datetime | None


class Echo(Known):
    """The view that was answered for; `at` is null for the latest state.

    `claim_link` is a template (RFC 6570) that leads from a claim's id to the claim.
    """

    policy: str
    set: str
    at: StretchOfDays | None
    claim_link: str


def known(sight: Sight) -> Known:
    """Say which moment of knowledge an answer shows."""
    return {
        "theatre": sight.view.theatre,
        "revision": sight.view.revision,
        "known_at": sight.recorded_at,
    }


def echo(sight: Sight) -> Echo:
    """Say which view an answer shows."""
    stretch = sight.stretch
    return {
        "theatre": sight.view.theatre,
        "policy": sight.view.policy.id,
        "set": sight.view.set_id,
        "revision": sight.view.revision,
        "known_at": sight.recorded_at,
        "at": stretch and {"from": stretch.first, "to": stretch.last},
        "claim_link": claim_link(sight.view.theatre),
    }
