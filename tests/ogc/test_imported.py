"""With boundaries of others, features and tiles are drawn by them, and name whose they are."""

from datetime import date

from tests.boundaries.conftest import Draw, apps, draw, serve, service
from tests.writes.conftest import Service

__all__ = ["apps", "draw", "serve", "service"]


def test_features_and_tiles_are_drawn_by_the_boundaries_in_use(
    service: Service, draw: Draw
) -> None:
    collection = f"/ogc/collections/{service.theatre}-districts"
    address = f"{collection}/items/D11"
    drawn = service.client.get(address).json()
    draw()
    surveyed = service.client.get(address).json()
    assert (drawn["geometry_source"], surveyed["geometry_source"]) == ("schematic", "surveyors")
    (ring,) = surveyed["geometry"]["coordinates"][0]
    assert {tuple(point) for point in ring} == {(10, 50), (10.5, 50), (10.5, 50.5), (10, 50.5)}
    tilejson = service.client.get(f"{collection}/tiles/WebMercatorQuad?f=tilejson").json()
    assert tilejson["attribution"].endswith("Boundaries: Surveyors")


def test_the_boundaries_of_a_day_are_those_that_were_valid(service: Service, draw: Draw) -> None:
    draw("old", valid_to=date(2020, 2, 20))
    draw("new", valid_from=date(2020, 2, 21))
    items = f"/ogc/collections/{service.theatre}-provinces/items"
    for day, source in (("2020-02-20", "old"), ("2020-02-21", "new")):
        page = service.client.get(items, params={"datetime": day}).json()
        assert page["geometry_source"] == source


def test_a_province_is_drawn_around_its_districts(service: Service, draw: Draw) -> None:
    draw()
    address = f"/ogc/collections/{service.theatre}-provinces/items"
    page = service.client.get(address, params={"bbox": "10.1,50.1,10.2,50.2"}).json()
    (province,) = page["features"]
    points = {tuple(point) for ring in province["geometry"]["coordinates"] for point in ring}
    assert {(10, 50), (11, 50), (11, 51), (10, 51)} <= points
    assert (10.5, 50.25) not in points
