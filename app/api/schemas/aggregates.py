"""Counts by status: buckets that close, whole or by province, on one day or over time."""

from collections.abc import Iterable
from datetime import date
from typing import NotRequired

from typing_extensions import TypedDict

from app.api.schemas.buckets import Counted
from app.api.schemas.views import Echo
from app.domain.buckets import Bucket
from app.domain.fall import Extent, Fall, fall
from app.domain.scale import Scale
from app.queries.status import DistrictStatus


class CapitalItem(TypedDict):
    """A province's capital with its status."""

    code: str
    name: str
    status: str


class FallenItem(TypedDict):
    """How far the province fell `to` an actor, its capital left out; `since` for `all` alone."""

    to: str
    extent: Extent
    since: date | None


class GroupItem(Counted):
    """The counts of one province."""

    code: str
    name: str
    capital: CapitalItem | None
    fallen: FallenItem


class AggregatesAnswer(Counted, Echo):
    """The counts of the set; `assessed` of `total` districts have a status."""

    assessed: int
    geometry_source: str | None


class GroupedAggregatesAnswer(AggregatesAnswer):
    """The counts of the set and, if asked for, of each province."""

    groups: NotRequired[list[GroupItem]]


class PointBucket(TypedDict):
    """Districts of one status at a point of a series."""

    count: int
    low: int
    high: int


class Point(TypedDict):
    """The counts at the end of one day, by status."""

    at: date
    buckets: dict[str, PointBucket]


class SeriesAnswer(Echo):
    """Counts over time; `districts` is a template (RFC 6570) of links to those of a bucket."""

    total: int
    step: str
    districts: str
    points: list[Point]


def point(on: date, buckets: Iterable[Bucket]) -> Point:
    """Show the buckets of one point."""
    counts: dict[str, PointBucket] = {
        b.status: {"count": b.count, "low": b.low, "high": b.high} for b in buckets
    }
    return {"at": on, "buckets": counts}


def capital_item(rows: Iterable[DistrictStatus], scale: Scale) -> CapitalItem | None:
    """Show the capital among a province's districts; None: the set has none of it."""
    for row in rows:
        if row.type == "provincial_centre":
            return {"code": row.code, "name": row.name, "status": scale.at(row.status)}
    return None


def fallen_item(rows: Iterable[DistrictStatus], scale: Scale, to: str) -> FallenItem:
    """Tell how far a province fell, of its districts without the capital."""
    districts = [(row.status, row.latest) for row in rows if row.type != "provincial_centre"]
    told: Fall = fall(to, scale.held_by(to), districts)
    return {"to": told.to, "extent": told.extent, "since": told.since}
