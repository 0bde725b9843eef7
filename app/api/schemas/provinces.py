"""A province: its counts, its capital, and how far it fell."""

from typing_extensions import TypedDict

from app.api.schemas.aggregates import (
    CapitalItem,
    FallenItem,
    GroupItem,
    LinkedBucket,
    capital_item,
    counted,
    fallen_item,
)
from app.api.schemas.status import StatusItem
from app.api.schemas.views import Echo
from app.queries.provinces import Province
from app.queries.status import DistrictStatus
from app.queries.views import Sight


class DistrictsItem(TypedDict):
    """The counts of a province's districts without its capital."""

    total: int
    buckets: list[LinkedBucket]


class ProvinceItem(TypedDict):
    """A province; `names` are lists by language, the main name first."""

    code: str
    name: str
    names: dict[str, list[str]]
    total: int
    buckets: list[LinkedBucket]
    capital: CapitalItem | None
    districts: DistrictsItem
    fallen: FallenItem


class ProvincesAnswer(Echo):
    """Every province that has districts in the set."""

    items: list[ProvinceItem]


class ProvinceAnswer(ProvinceItem, Echo):
    """One province with the statuses of its districts."""

    items: list[StatusItem]


def province_item(province: Province, sight: Sight, to: str) -> ProvinceItem:
    """Show a province; its fall is told `to` an actor."""
    rows, scale = province.districts, sight.theatre.scale
    others = [row for row in rows if row.type != "provincial_centre"]
    here = {"province": province.code}
    return {
        "code": province.code,
        "name": province.name,
        "names": province.names,
        "total": len(rows),
        "buckets": counted(rows, sight, here),
        "capital": capital_item(rows, scale),
        "districts": {
            "total": len(others),
            "buckets": counted(others, sight, {"type": "district", **here}),
        },
        "fallen": fallen_item(rows, scale, to),
    }


def group_item(
    rows: list[DistrictStatus], sight: Sight, to: str, *, evidence: bool = False
) -> GroupItem:
    """Show the counts of one province, by the rows of its districts."""
    scale = sight.theatre.scale
    return {
        "code": rows[0].province,
        "name": rows[0].province_name,
        "total": len(rows),
        "buckets": counted(rows, sight, {"province": rows[0].province}, evidence=evidence),
        "capital": capital_item(rows, scale),
        "fallen": fallen_item(rows, scale, to),
    }
