"""A province: its counts, its capital, and how far it fell."""

from app.api.schemas.aggregates import (
    CapitalItem,
    FallenItem,
    GroupItem,
    capital_item,
    fallen_item,
)
from app.api.schemas.buckets import Counted, counted_rows
from app.api.schemas.status import StatusItem
from app.api.schemas.views import Echo
from app.queries.provinces import Province
from app.queries.status import DistrictStatus
from app.queries.views import Sight


class ProvinceItem(Counted):
    """A province; `names` are lists by language, the main name first.

    `districts` are the counts without its capital.
    """

    code: str
    name: str
    names: dict[str, list[str]]
    capital: CapitalItem | None
    districts: Counted
    fallen: FallenItem


class ProvincesAnswer(Echo):
    """Every province that has districts in the set."""

    items: list[ProvinceItem]
    geometry_source: str | None


class ProvinceAnswer(ProvinceItem, Echo):
    """One province with the statuses of its districts."""

    items: list[StatusItem]
    geometry_source: str | None


def province_item(province: Province, sight: Sight, to: str) -> ProvinceItem:
    """Show a province; its fall is told `to` an actor."""
    rows, scale = province.districts, sight.theatre.scale
    others = [row for row in rows if row.type != "provincial_centre"]
    here = {"province": province.code}
    return {
        "code": province.code,
        "name": province.name,
        "names": province.names,
        **counted_rows(rows, sight, here),
        "capital": capital_item(rows, scale),
        "districts": counted_rows(others, sight, {"type": "district", **here}),
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
        **counted_rows(rows, sight, {"province": rows[0].province}, evidence=evidence),
        "capital": capital_item(rows, scale),
        "fallen": fallen_item(rows, scale, to),
    }
