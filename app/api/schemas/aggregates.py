"""Counts by status: buckets that close, whole or by province, on one day or over time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NotRequired

from typing_extensions import TypedDict

from app.api.schemas.links import Links
from app.api.schemas.views import Echo
from app.domain.buckets import Bucket, fill
from app.domain.fall import Extent, Fall, fall
from app.domain.scale import Scale
from app.queries.status import DistrictStatus
from app.queries.views import Sight

EVERYWHERE: Mapping[str, str] = {}


class BucketItem(TypedDict):
    """Districts of one status: `low` can only have it, `high` may have it; share of the total.

    Areas are null without real boundaries.
    """

    status: str
    count: int
    low: int
    high: int
    share: float | None
    area_km2: float | None
    area_share: float | None


class LinkedBucket(BucketItem):
    """A bucket with a link to its `districts`, and with the `claims` that govern them, if asked."""

    districts: str
    claims: NotRequired[list[int]]


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


class GroupItem(TypedDict):
    """The counts of one province."""

    code: str
    name: str
    total: int
    buckets: list[LinkedBucket]
    capital: CapitalItem | None
    fallen: FallenItem


class AggregatesAnswer(Echo):
    """The counts of the set; `assessed` of `total` districts have a status."""

    total: int
    assessed: int
    buckets: list[LinkedBucket]
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


def bucket_items(buckets: Iterable[Bucket]) -> list[BucketItem]:
    """Show buckets with their share of all districts counted; null where there are none."""
    listed = list(buckets)
    total = sum(bucket.count for bucket in listed)
    return [
        {
            "status": bucket.status,
            "count": bucket.count,
            "low": bucket.low,
            "high": bucket.high,
            "share": bucket.count / total if total else None,
            "area_km2": None,
            "area_share": None,
        }
        for bucket in listed
    ]


def linked(
    buckets: Iterable[Bucket], sight: Sight, among: Mapping[str, str] = EVERYWHERE
) -> list[LinkedBucket]:
    """Show buckets with links to their districts; `among` filters those that were counted."""
    links, found = Links(sight), list[LinkedBucket]()
    for item in bucket_items(buckets):
        found.append({**item, "districts": links.districts(item["status"], among)})  # type: ignore[typeddict-item]
    return found


def counted(
    rows: Sequence[DistrictStatus],
    sight: Sight,
    among: Mapping[str, str] = EVERYWHERE,
    *,
    evidence: bool = False,
) -> list[LinkedBucket]:
    """Count districts into buckets, with the claims that govern them as `evidence`."""
    scale = sight.theatre.scale
    buckets = linked(fill(scale, ((row.status, row.mask, 1) for row in rows)), sight, among)
    if evidence:
        for bucket in buckets:
            of_bucket = [row.claim for row in rows if scale.at(row.status) == bucket["status"]]
            bucket["claims"] = sorted({claim for claim in of_bucket if claim is not None})
    return buckets


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
