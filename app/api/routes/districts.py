"""Which districts are there, and how does one of them stand?"""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from app.api.dependencies import Format, KnownReader, Reader
from app.api.feature_collection import feature_collection
from app.api.inline import inline
from app.api.pages import AskedPage, link_header, list_answer
from app.api.parameters import SET, bbox_parameter, point_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.districts import (
    DistrictAnswer,
    DistrictItem,
    DistrictsAnswer,
    district_item,
    district_with_status,
)
from app.api.schemas.views import echo, known
from app.domain.names import fold
from app.errors import ParameterRefused
from app.queries.districts import Wanted, fetch_district, fetch_districts
from app.queries.places import DISTRICT
from app.queries.views import Place

router = make_router("places")

COLUMNS = {
    "code": "#adm2+code",
    "code_system": "#adm2+code+system",
    "name": "#adm2+name",
    "names": "#adm2+name+alt",
    "province": "#adm1+code",
    "province_name": "#adm1+name",
    "type": "#loc+type",
    "sets": "#meta+sets",
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "area_km2": "#indicator+area+km2",
    "population": "#population+num",
    "population_year": "#population+date",
    "population_source": "#population+source",
}
"""The columns of the CSV with their HXL tags."""

Type = Literal["district", "provincial_centre"]


@dataclass
class Filter:
    """Which districts are wanted."""

    province: Annotated[str | None, Query(description="A province's code or name.")] = None
    set_id: Annotated[str | None, SET] = None
    type: Annotated[Type | None, Query(description="A district, or a provincial centre.")] = None
    q: Annotated[
        str | None, Query(max_length=200, description="A name in any spelling; best first.")
    ] = None
    bbox: Annotated[str | None, Query(description="minlon,minlat,maxlon,maxlat in degrees.")] = None
    point: Annotated[str | None, Query(description="lon,lat: the district around it.")] = None

    def wanted(self) -> Wanted:
        """Read the filter, but for what the theatre must resolve. Raises ParameterRefused."""
        if self.q is not None and not fold(self.q):
            raise ParameterRefused("q", "Write a letter or a digit of the name at least.")
        return Wanted(
            in_set=self.set_id is not None,
            type=self.type,
            q=self.q,
            bbox=bbox_parameter(self.bbox),
            point=point_parameter(self.point),
        )


@router.get("/districts", responses=answers(DistrictsAnswer, "districts"))
def list_districts(
    reader: KnownReader,
    wanted: Format,
    only: Annotated[Filter, Depends(inline(Filter))],
    page: AskedPage,
    theatre: str,
) -> Response:
    """List the gazetteer, or look up a district by name, box or point."""
    format_ = wanted.among("json", "geojson", "csv")
    part, sought = page.part(int, str), only.wanted()
    sight = reader.narrowed(set_id=only.set_id).see_within(theatre, only.province)
    districts = fetch_districts(
        reader.connection,
        sight.view,
        sought._replace(province=sight.place),
        part,
        drawn=format_ == "geojson",
    )
    shown = list_answer(
        reader.request, districts, district_item, lambda row: (-row.likeness, row.code)
    )
    link = link_header(shown)
    if format_ == "csv":
        cells = (_cells(item) for item in shown["items"])
        return reader.answer(wanted.table(COLUMNS, cells), "csv", link)
    about = {**known(sight), "geometry_source": sight.theatre.geometry_source}
    if format_ == "geojson":
        features = (
            (row.code, row.geometry, item)
            for row, item in zip(districts.items, shown["items"], strict=True)
        )
        about |= {"total": shown["total"], "next": shown["next"]}
        return reader.answer(feature_collection(features, **about), "geojson", link)
    return reader.answer({**about, **shown}, headers=link)


@router.get("/districts/{district}", responses=answers(DistrictAnswer, "district", named=True))
def read_district(reader: Reader, theatre: str, district: str) -> Response:
    """Show one district, by code or unambiguous name, with its status."""
    sight = reader.see(theatre, Place(DISTRICT, district))
    assert sight.place is not None  # noqa: S101 - a place that is not found raises
    found, row = fetch_district(reader.connection, sight.view, sight.place)
    item = district_with_status(found, row, sight)
    source = sight.theatre.geometry_source
    return reader.answer({**echo(sight), **item, "geometry_source": source})


def _cells(item: DistrictItem) -> list[object]:
    names = dict.fromkeys(name for listed in item["names"].values() for name in listed)
    where, people = item["centroid"], item["population"]
    return [
        *(item["code"], item["code_system"], item["name"], ";".join(names)),
        *(item["province"], item["province_name"], item["type"], ";".join(item["sets"])),
        *((where["lon"], where["lat"]) if where else (None, None)),
        item["area_km2"],
        *((people["count"], people["year"], people["source"]) if people else (None, None, None)),
    ]
