"""Counts by status: buckets that close, whole or by province, on one day or over time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from typing_extensions import TypedDict

from app.api.schemas.views import Echo
from app.domain.buckets import Bucket, fill
from app.domain.fall import Extent, Fall, fall
from app.domain.measures import Measure, km2, together
from app.domain.scale import Scale
from app.queries.aggregates import Cell
from app.queries.status import DistrictStatus


class BucketCount(TypedDict):
    """Districts of one status: `low` can only have it, `high` may have it; share of the total."""

    status: str
    count: int
    low: int
    high: int
    share: float | None


class BucketItem(BucketCount):
    """The same with the ground and the people of the districts of which they are known.

    Null where they are known of none; without real boundaries no district has an area.
    """

    area_km2: float | None
    area_share: float | None
    population: int | None
    population_share: float | None


class AreaTotal(TypedDict):
    """The area of all districts that have one; `lacking` of them have none."""

    km2: float
    lacking: int


class PopulationTotal(TypedDict):
    """The people of all districts, by the newest count of each; `lacking` of them have none."""

    total: int
    lacking: int
    from_year: int
    to_year: int
    sources: list[str]


class Counted(TypedDict):
    """Districts by status; `area` and `population` null: known of none of them."""

    total: int
    buckets: list[BucketItem]
    area: AreaTotal | None
    population: PopulationTotal | None


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
    """The counts of the set and of each province."""

    groups: list[GroupItem]


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
    """Counts over time."""

    total: int
    step: str
    points: list[Point]


def counted(cells: Iterable[tuple[Cell, Measure]], scale: Scale) -> Counted:
    """Count districts into buckets, with the ground and the people of each."""
    listed = list(cells)
    measures: dict[str, list[Measure]] = defaultdict(list)
    for (step, *_), measure in listed:
        measures[scale.at(step)].append(measure)
    whole = together(measure for _, measure in listed)
    counts = bucket_counts(fill(scale, (cell for cell, _ in listed)))
    area: AreaTotal = {"km2": km2(whole.area_m2), "lacking": whole.districts - whole.measured}
    return {
        "total": whole.districts,
        "buckets": [_bucket(one, together(measures[one["status"]]), whole) for one in counts],
        "area": area if whole.measured else None,
        "population": _population(whole),
    }


def bucket_counts(buckets: Iterable[Bucket]) -> list[BucketCount]:
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
        }
        for bucket in listed
    ]


def _bucket(count: BucketCount, part: Measure, whole: Measure) -> BucketItem:
    """Measure a bucket: an empty one is nought, and one without any measure is not known."""
    ground = whole.measured and (part.measured or not part.districts)
    people = whole.peopled and (part.peopled or not part.districts)
    return {
        **count,
        "area_km2": km2(part.area_m2) if ground else None,
        "area_share": _share(part.area_m2, whole.area_m2) if ground else None,
        "population": part.population if people else None,
        "population_share": _share(part.population, whole.population) if people else None,
    }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _population(whole: Measure) -> PopulationTotal | None:
    if whole.first_year is None or whole.last_year is None:
        return None
    return {
        "total": whole.population,
        "lacking": whole.districts - whole.peopled,
        "from_year": whole.first_year,
        "to_year": whole.last_year,
        "sources": sorted(whole.sources),
    }


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
