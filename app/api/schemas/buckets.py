"""Districts by status: counts, links to them, and the ground and the people of each bucket."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired

from typing_extensions import TypedDict

from app.api.schemas.links import Links
from app.domain.buckets import Bucket, fill
from app.domain.measures import Measure, km2, together
from app.queries.aggregates import Cell
from app.queries.status import DistrictStatus
from app.queries.views import Sight

EVERYWHERE: Mapping[str, str] = {}


class BucketCount(TypedDict):
    """Districts of one status: `low` can only have it, `high` may have it; share of the total."""

    status: str
    count: int
    low: int
    high: int
    share: float | None


class LinkedCount(BucketCount):
    """The same with a link to the `districts`."""

    districts: str


class BucketItem(LinkedCount):
    """The same with the ground and the people of the districts of which they are known.

    Null where they are known of none; without real boundaries no district has an area. The `claims`
    are those that govern the districts, if asked.
    """

    area_km2: float | None
    area_share: float | None
    population: int | None
    population_share: float | None
    claims: NotRequired[list[int]]


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


def counted(
    cells: Iterable[tuple[Cell, Measure]], sight: Sight, among: Mapping[str, str] = EVERYWHERE
) -> Counted:
    """Count districts into buckets; `among` filters those that were counted."""
    scale, listed = sight.theatre.scale, list(cells)
    measures: dict[str, list[Measure]] = defaultdict(list)
    for (step, *_), measure in listed:
        measures[scale.at(step)].append(measure)
    whole = together(measure for _, measure in listed)
    area: AreaTotal = {"km2": km2(whole.area_m2), "lacking": whole.districts - whole.measured}
    return {
        "total": whole.districts,
        "buckets": [
            _bucket(count, together(measures[count["status"]]), whole)
            for count in linked_counts((cell for cell, _ in listed), sight, among)
        ],
        "area": area if whole.measured else None,
        "population": _population(whole),
    }


def counted_rows(
    rows: Sequence[DistrictStatus],
    sight: Sight,
    among: Mapping[str, str] = EVERYWHERE,
    *,
    evidence: bool = False,
) -> Counted:
    """Count rows that were measured, with the claims that govern them as `evidence`."""
    found = counted((((row.status, row.mask, 1), row.measure) for row in rows), sight, among)
    if evidence:
        scale = sight.theatre.scale
        for bucket in found["buckets"]:
            of_bucket = [row.claim for row in rows if scale.at(row.status) == bucket["status"]]
            bucket["claims"] = sorted({claim for claim in of_bucket if claim is not None})
    return found


def linked_counts(
    cells: Iterable[Cell], sight: Sight, among: Mapping[str, str] = EVERYWHERE
) -> list[LinkedCount]:
    """Count districts into buckets with links to them, without measures."""
    links = Links(sight)
    return [
        {
            "status": count["status"],
            "count": count["count"],
            "low": count["low"],
            "high": count["high"],
            "share": count["share"],
            "districts": links.districts(count["status"], among),
        }
        for count in bucket_counts(fill(sight.theatre.scale, cells))
    ]


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


def _bucket(count: LinkedCount, part: Measure, whole: Measure) -> BucketItem:
    """Measure a bucket: an empty one is nought, and one without any measure is not known."""
    ground = whole.measured and (part.measured or not part.districts)
    people = whole.peopled and (part.peopled or not part.districts)
    return {
        "status": count["status"],
        "count": count["count"],
        "low": count["low"],
        "high": count["high"],
        "share": count["share"],
        "area_km2": km2(part.area_m2) if ground else None,
        "area_share": _share(part.area_m2, whole.area_m2) if ground else None,
        "population": part.population if people else None,
        "population_share": _share(part.population, whole.population) if people else None,
        "districts": count["districts"],
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
