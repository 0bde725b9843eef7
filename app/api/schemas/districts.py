"""A district of the gazetteer: its names, its province, its sets, where it is."""

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.status import StatusItem, status_item
from app.api.schemas.views import Echo, Known
from app.domain.measures import km2
from app.queries.districts import District
from app.queries.status import DistrictStatus
from app.queries.views import Sight


class Centroid(TypedDict):
    """A point in degrees (WGS 84)."""

    lon: float
    lat: float


class People(TypedDict):
    """How many live there, by the newest count."""

    count: int
    year: int
    source: str


class DistrictItem(TypedDict):
    """A district; `names` are lists by language, the main name first.

    `code_system` is `local` where the code is no OCHA P-code. The area is null without real
    boundaries.
    """

    code: str
    code_system: str
    name: str
    names: dict[str, list[str]]
    province: str
    province_name: str
    type: str
    sets: list[str]
    centroid: Centroid | None
    area_km2: float | None
    population: People | None


class DistrictsAnswer(Paged, Known):
    """Districts by code, or by likeness to the name that is sought."""

    items: list[DistrictItem]
    geometry_source: str | None


class DistrictAnswer(DistrictItem, StatusItem, Echo):
    """A district with its status."""

    geometry_source: str | None


def district_item(district: District) -> DistrictItem:
    """Show a district."""
    lon, lat = district.lon, district.lat
    return {
        "code": district.code,
        "code_system": district.code_system,
        "name": district.name,
        "names": district.names or {},
        "province": district.province,
        "province_name": district.province_name,
        "type": district.type,
        "sets": district.sets or [],
        "centroid": None if lon is None or lat is None else {"lon": lon, "lat": lat},
        "area_km2": None if district.area_m2 is None else km2(district.area_m2),
        "population": _people(district),
    }


def _people(district: District) -> People | None:
    count, year, source = district.population, district.year, district.source
    if count is None or year is None or source is None:
        return None
    return {"count": count, "year": year, "source": source}


def district_with_status(
    district: District, row: DistrictStatus, sight: Sight
) -> dict[str, object]:
    """Show a district and its status."""
    return {**district_item(district), **status_item(row, sight)}
