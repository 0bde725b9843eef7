"""A province: its counts, its capital, and how far it fell."""

from app.api.schemas.aggregates import (
    CapitalItem,
    Counted,
    FallenItem,
    GroupItem,
    capital_item,
    counted,
    fallen_item,
)
from app.api.schemas.status import StatusItem
from app.api.schemas.views import Echo
from app.domain.scale import Scale
from app.queries.provinces import Province
from app.queries.status import DistrictStatus


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


def province_item(province: Province, scale: Scale, to: str) -> ProvinceItem:
    """Show a province; its fall is told `to` an actor."""
    rows = province.districts
    others = [row for row in rows if row.type != "provincial_centre"]
    return {
        "code": province.code,
        "name": province.name,
        "names": province.names,
        **count(rows, scale),
        "capital": capital_item(rows, scale),
        "districts": count(others, scale),
        "fallen": fallen_item(rows, scale, to),
    }


def group_item(code: str, rows: list[DistrictStatus], scale: Scale, to: str) -> GroupItem:
    """Show the counts of one province, by the rows of its districts."""
    return {
        "code": code,
        "name": rows[0].province_name,
        **count(rows, scale),
        "capital": capital_item(rows, scale),
        "fallen": fallen_item(rows, scale, to),
    }


def count(rows: list[DistrictStatus], scale: Scale) -> Counted:
    """Count districts into buckets, by rows that were measured."""
    return counted((((row.status, row.mask, 1), row.measure) for row in rows), scale)
