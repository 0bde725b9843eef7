"""What differs between two views, district by district, and what makes the difference."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from typing_extensions import TypedDict

from app.api.schemas.buckets import LinkedCount, linked_counts
from app.api.schemas.status import StatusItem, status_item
from app.api.schemas.views import Echo
from app.queries.diff import Cause
from app.queries.status import DistrictStatus
from app.queries.views import Sight

COMPARED = ("status", "possible", "since", "last_confirmed", "claim")


class ViewItem(TypedDict):
    """One of the two views."""

    policy: str
    revision: int
    known_at: datetime | None


class EventItem(TypedDict):
    """An event of the feed, by its revision: a claim was recorded or reviewed."""

    revision: int
    kind: str
    claim: int


class DifferenceItem(TypedDict):
    """A district that differs: `changed` names the fields that do.

    `claims` are those that count in one view alone, since the earlier of the two present periods
    began, and those that govern in one alone; `events` recorded or reviewed them between the two
    moments of knowledge.
    """

    code: str
    name: str
    province: str
    province_name: str
    changed: list[str]
    before: StatusItem
    after: StatusItem
    claims: list[int]
    events: list[EventItem]


class ViewsItem(TypedDict):
    """Both views."""

    before: ViewItem
    after: ViewItem


class BucketsItem(TypedDict):
    """The counts of both views."""

    before: list[LinkedCount]
    after: list[LinkedCount]


class DiffAnswer(Echo):
    """All districts that differ; what else the answer echoes is of the view `after`."""

    views: ViewsItem
    total: int
    items: list[DifferenceItem]
    buckets: BucketsItem


class Side(NamedTuple):
    """One view, with the status of each district of the set, by code."""

    sight: Sight
    rows: Sequence[DistrictStatus]


def changed_since(before: Side, after: Side) -> dict[str, date]:
    """Find the districts that differ, and on which day the earlier present period began.

    The first day of the calendar where there is no period.
    """
    return {
        one.code: min((row.latest for row in (one, other) if row.latest), default=date.min)
        for one, other in zip(before.rows, after.rows, strict=True)
        if one != other
    }


def difference_items(
    before: Side, after: Side, causes: Iterable[Cause]
) -> Iterator[DifferenceItem]:
    """Show the districts that differ, by code."""
    of_district: dict[str, list[Cause]] = {code: [] for code in changed_since(before, after)}
    for cause in causes:
        of_district[cause.district].append(cause)
    for one, other in zip(before.rows, after.rows, strict=True):
        if one.code in of_district:
            items = status_item(one, before.sight), status_item(other, after.sight)
            yield _difference(*items, of_district[one.code])


def _difference(before: StatusItem, after: StatusItem, causes: list[Cause]) -> DifferenceItem:
    claims = {cause.claim for cause in causes}
    if before["claim"] != after["claim"]:
        claims |= {claim for claim in (before["claim"], after["claim"]) if claim is not None}
    events = sorted({event for cause in causes for event in cause.events})
    return {
        "code": after["code"],
        "name": after["name"],
        "province": after["province"],
        "province_name": after["province_name"],
        "changed": [name for name in COMPARED if before[name] != after[name]],  # type: ignore[literal-required]
        "before": before,
        "after": after,
        "claims": sorted(claims),
        "events": [
            {"revision": event.revision, "kind": event.kind, "claim": event.claim}
            for event in events
        ],
    }


def view_item(sight: Sight) -> ViewItem:
    """Show which view was compared."""
    view = sight.view
    return {
        "policy": view.policy.id,
        "revision": view.revision,
        "known_at": sight.recorded_at,
    }


def side_buckets(side: Side) -> list[LinkedCount]:
    """Count the districts of one view."""
    cells = ((row.status, row.mask, 1) for row in side.rows)
    return linked_counts(cells, side.sight)
