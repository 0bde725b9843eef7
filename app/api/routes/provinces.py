"""How does each province stand, and has it fallen?"""

from typing import Annotated

from fastapi import Query, Response

from app.api.dependencies import Reader
from app.api.routes.aggregates import actor_of
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.provinces import ProvinceAnswer, ProvincesAnswer, province_item
from app.api.schemas.status import status_item
from app.api.schemas.views import echo
from app.errors import PlaceNotFound
from app.queries.places import PROVINCE
from app.queries.provinces import fetch_provinces
from app.queries.views import Place

router = make_router("places")

TO = Query(description="Actor to whom a province falls; the theatre's `falls_to` if absent.")


@router.get("/provinces", responses=answers(ProvincesAnswer, "provinces"))
def list_provinces(reader: Reader, theatre: str, to: Annotated[str | None, TO] = None) -> Response:
    """Show every province: its counts, its capital, and how far its districts fell."""
    sight = reader.see(theatre)
    actor = actor_of(sight, to)
    provinces = fetch_provinces(reader.connection, sight.view)
    items = [province_item(province, sight, actor) for province in provinces]
    shown = {**echo(sight), "geometry_source": sight.theatre.geometry_source}
    return reader.answer({**shown, "items": items})


@router.get("/provinces/{province}", responses=answers(ProvinceAnswer, "province", named=True))
def read_province(
    reader: Reader, theatre: str, province: str, to: Annotated[str | None, TO] = None
) -> Response:
    """Show one province, by code or unambiguous name, with the statuses of its districts."""
    sight = reader.see(theatre, Place(PROVINCE, province))
    actor = actor_of(sight, to)
    provinces = fetch_provinces(reader.connection, sight.view)
    found = next((each for each in provinces if each.code == sight.place), None)
    if found is None:
        raise PlaceNotFound(province)
    items = [status_item(row, sight) for row in found.districts]
    shown = {**echo(sight), "geometry_source": sight.theatre.geometry_source}
    return reader.answer({**shown, **province_item(found, sight, actor), "items": items})
