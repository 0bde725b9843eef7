"""A province: its counts, its capital, and how far it fell."""

from typing_extensions import TypedDict

from app.api.schemas.aggregates import (
    BucketItem,
    CapitalItem,
    FallenItem,
    GroupItem,
    bucket_items,
    capital_item,
    fallen_item,
)
from app.api.schemas.status import StatusItem
from app.api.schemas.views import Echo
from app.domain.buckets import fill
from app.domain.scale import Scale
from app.queries.provinces import Province
from app.queries.status import DistrictStatus


class DistrictsItem(TypedDict):
    """The counts of a province's districts without its capital."""

    total: int
    buckets: list[BucketItem]


class ProvinceItem(TypedDict):
    """A province; `names` are lists by language, the main name first."""

    code: str
    name: str
    names: dict[str, list[str]]
    total: int
    buckets: list[BucketItem]
    capital: CapitalItem | None
    districts: DistrictsItem
    fallen: FallenItem


class ProvincesAnswer(Echo):
    """Every province that has districts in the set."""

    items: list[ProvinceItem]


class ProvinceAnswer(ProvinceItem, Echo):
    """One province with the statuses of its districts."""

    items: list[StatusItem]


def province_item(province: Province, scale: Scale, to: str) -> ProvinceItem:
    """Show a province; its fall is told `to` an actor."""
    rows = province.districts
    others = [row for row in rows if row.type != "provincial_centre"]
    return {
        "code": province.code,
        "name": province.name,
        "names": province.names,
        "total": len(rows),
        "buckets": counted(rows, scale),
        "capital": capital_item(rows, scale),
        "districts": {"total": len(others), "buckets": counted(others, scale)},
        "fallen": fallen_item(rows, scale, to),
    }


def group_item(code: str, rows: list[DistrictStatus], scale: Scale, to: str) -> GroupItem:
    """Show the counts of one province, by the rows of its districts."""
    return {
        "code": code,
        "name": rows[0].province_name,
        "total": len(rows),
        "buckets": counted(rows, scale),
        "capital": capital_item(rows, scale),
        "fallen": fallen_item(rows, scale, to),
    }


def counted(rows: list[DistrictStatus], scale: Scale) -> list[BucketItem]:
    """Count districts into buckets."""
    return bucket_items(fill(scale, ((row.status, row.mask, 1) for row in rows)))
