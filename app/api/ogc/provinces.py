"""How does each province stand, as a GIS asks it? Provinces as features, with their counts."""

from fastapi import Response

from app.api.ogc.answers import features
from app.api.ogc.asking import Chosen, DayDrawer
from app.api.ogc.features import Feature, part_of, send_feature, send_page
from app.api.routing import router as make_router
from app.api.schemas.provinces import province_item
from app.errors import NotFound
from app.queries.outlines import fetch_outlines
from app.queries.provinces import Province, fetch_provinces
from app.queries.views import Sight

KIND = "provinces"
router = make_router("ogc", "/ogc/collections/{theatre}-" + KIND)


@router.get("/items", responses=features())
def list_province_features(reader: DayDrawer, chosen: Chosen, theatre: str) -> Response:
    """Show each province: its counts, its capital, and how far its districts fell.

    Of an interval as `datetime` it shows the last day.
    """
    sight = reader.see(theatre)
    outlines = fetch_outlines(reader.connection, sight.view, chosen.box)
    provinces = fetch_provinces(reader.connection, sight.view)
    rows = [row for row in provinces if row.code in outlines]
    found = part_of(rows, chosen.page, _key, str)
    return send_page(
        reader, sight, found, lambda row: _feature(row, outlines[row.code], sight), _key
    )


@router.get("/items/{province}", responses=features(single=True))
def read_province_feature(reader: DayDrawer, theatre: str, province: str) -> Response:
    """Show one province, by its code."""
    sight = reader.see(theatre)
    outlines = fetch_outlines(reader.connection, sight.view)
    for row in fetch_provinces(reader.connection, sight.view):
        if row.code == province:
            return send_feature(reader, sight, _feature(row, outlines.get(province), sight))
    raise NotFound(f"The collection has no feature {province!r}.")


def _key(row: Province) -> tuple[str]:
    return (row.code,)


def _feature(row: Province, outline: str | None, sight: Sight) -> Feature:
    """Show a province; each status's count is a property."""
    item = province_item(row, sight, sight.theatre.falls_to)
    capital, fallen = item["capital"], item["fallen"]
    properties: dict[str, object] = {
        "code": item["code"],
        "name": item["name"],
        "total": item["total"],
        **{bucket["status"]: bucket["count"] for bucket in item["buckets"]},
        "capital": capital and capital["code"],
        "capital_name": capital and capital["name"],
        "capital_status": capital and capital["status"],
        "fallen_to": fallen["to"],
        "fallen_extent": fallen["extent"],
        "fallen_since": fallen["since"],
    }
    return Feature(row.code, outline, properties)
