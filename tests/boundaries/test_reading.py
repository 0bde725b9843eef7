"""What is shown of districts is drawn by the boundaries that count, and measured by them."""

import json
from typing import Any

import pytest
import shapely

from tests.boundaries.conftest import Draw
from tests.boundaries.maps import SQUARES
from tests.writes.conftest import Service

SOME = {"columns": {"code": ["D11", "D21"]}, "shapes": [SQUARES["D11"], SQUARES["D21"]]}
"""A map that draws two of the five districts."""


def features(service: Service, path: str) -> dict[str, Any]:
    """The geometry of each feature by code, None where it has none."""
    answer = service.get(path).json()
    drawn = {feature["id"]: feature["geometry"] for feature in answer["features"]}
    return {
        code: shape and shapely.from_geojson(json.dumps(shape)) for code, shape in drawn.items()
    }


def codes(service: Service, path: str) -> list[str]:
    return [item["code"] for item in service.get(path).json()["items"]]


def test_the_map_is_drawn_whole_simplified_or_not_at_all(service: Service, draw: Draw) -> None:
    bent = shapely.Polygon([(10, 50), (10.25, 50.00001), (10.5, 50), (10.5, 50.5), (10, 50.5)])
    draw(shapes=[bent, *list(SQUARES.values())[1:]])
    assert features(service, "/status?f=geojson&geometry=none") == dict.fromkeys(SQUARES)
    whole = features(service, "/status?f=geojson&geometry=full")
    simplified = features(service, "/status?f=geojson")
    assert whole["D11"].equals(bent)
    assert simplified["D11"].equals(SQUARES["D11"])
    for code in ("D12", "D13", "D21", "D22"):
        assert whole[code].equals(SQUARES[code])
        assert simplified[code].equals(SQUARES[code])


@pytest.mark.parametrize("path", ["/status?f=geojson", "/districts?f=geojson"])
def test_a_district_that_the_boundaries_lack_has_no_shape_and_is_still_there(
    service: Service, draw: Draw, path: str
) -> None:
    assert None not in features(service, path).values()
    draw(**SOME)
    found = features(service, path)
    assert {code for code, shape in found.items() if shape} == {"D11", "D21"}
    assert found.keys() == SQUARES.keys()


def test_points_and_boxes_find_districts_by_the_boundaries(service: Service, draw: Draw) -> None:
    corner, elsewhere = "/districts?point=10.49,50.49", "/districts?point=10.7,50.3"
    assert codes(service, corner) != ["D11"]
    assert codes(service, elsewhere) == ["D12"]
    draw(**SOME)
    assert codes(service, corner) == ["D11"]
    assert codes(service, elsewhere) == []
    # What has no shape is found by its centroid.
    assert codes(service, "/districts?bbox=10.49,50.15,10.65,50.25") == ["D11", "D12"]
    assert codes(service, "/status?bbox=10.49,50.15,10.65,50.25") == ["D11", "D12"]
    assert codes(service, "/status?bbox=10.49,50.15,10.55,50.25") == ["D11"]


def test_a_tile_is_drawn_by_the_boundaries_and_says_by_which(service: Service, draw: Draw) -> None:
    tile = "/tiles/4/8/5.mvt"
    assert b"schematic" in service.get(tile).content
    draw(**SOME)
    drawn = service.get(tile).content
    assert b"surveyors" in drawn
    assert b"schematic" not in drawn
    assert [code for code in SQUARES if code.encode() in drawn] == ["D11", "D21"]


SHOWING = [
    *("/status", "/status?f=geojson", "/aggregates", "/aggregates?by=province", "/provinces"),
    *("/provinces/P1", "/districts", "/districts?f=geojson", "/districts/D11", ""),
]


@pytest.mark.parametrize("path", SHOWING)
def test_every_answer_that_shows_ground_says_whose_it_is(
    service: Service, draw: Draw, statements: list[str], path: str
) -> None:
    assert service.get(path).json()["geometry_source"] == "schematic"
    draw()
    statements.clear()
    assert service.get(path).json()["geometry_source"] == "surveyors"
    assert len(statements) <= 2


def test_areas_are_those_of_real_boundaries(service: Service, draw: Draw) -> None:
    before = service.get("/aggregates?at=2020-03-01").json()
    assert before["area"] is None
    assert {(b["area_km2"], b["area_share"]) for b in before["buckets"]} == {(None, None)}
    assert service.get("/districts/D11").json()["area_km2"] is None
    draw()
    answer = service.get("/aggregates?at=2020-03-01").json()
    assert answer["area"]["lacking"] == 0
    areas = {item["code"]: item["area_km2"] for item in service.get("/districts").json()["items"]}
    assert areas["D11"] == service.get("/districts/D11").json()["area_km2"] > 1900
    buckets = {b["status"]: b for b in answer["buckets"]}
    # D11 is fought over, D12 and D13 are the north's, and of P2 nothing is known.
    assert buckets["fought"]["area_km2"] == areas["D11"]
    assert buckets["north"]["area_km2"] == pytest.approx(areas["D12"] + areas["D13"])
    assert (buckets["south"]["area_km2"], buckets["south"]["area_share"]) == (0.0, 0.0)
    assert sum(b["area_share"] for b in buckets.values()) == pytest.approx(1)
    assert sum(b["area_km2"] for b in buckets.values()) == pytest.approx(answer["area"]["km2"])


def test_what_lacks_a_shape_is_counted_and_adds_no_area(service: Service, draw: Draw) -> None:
    draw(**SOME)
    answer = service.get("/aggregates?at=2020-03-01&by=province").json()
    assert answer["area"]["lacking"] == 3
    buckets = {b["status"]: b for b in answer["buckets"]}
    assert (buckets["north"]["count"], buckets["north"]["area_km2"]) == (2, None)
    assert buckets["fought"]["area_share"] == pytest.approx(0.5, rel=0.01)
    assert [group["area"]["lacking"] for group in answer["groups"]] == [2, 1]
    alone = service.get("/aggregates?at=2020-03-01").json()
    assert alone["buckets"] == answer["buckets"]
    assert alone["area"] == answer["area"]
    province = service.get("/provinces/P1?at=2020-03-01").json()
    assert (province["area"]["lacking"], province["districts"]["area"]) == (2, None)


def test_people_are_counted_where_they_are_known(serve: Any) -> None:
    service: Service = serve(
        {
            "population": "code,population,year,source\n"
            "D11,900,2010,an old census\nD11,1200,2019,census\nD12,300,2015,estimate\n"
        }
    )
    answer = service.get("/aggregates?at=2020-03-01").json()
    assert answer["population"] == {
        "total": 1500,
        "lacking": 3,
        "from_year": 2015,
        "to_year": 2019,
        "sources": ["census", "estimate"],
    }
    buckets = {b["status"]: (b["population"], b["population_share"]) for b in answer["buckets"]}
    assert buckets == {
        "north": (300, 0.2),
        "fought": (1200, 0.8),
        "south": (0, 0.0),
        "not_assessed": (None, None),
    }
    people = {"count": 1200, "year": 2019, "source": "census"}
    assert service.get("/districts/D11").json()["population"] == people
    assert service.get("/districts/D13").json()["population"] is None
    table = service.get("/aggregates?at=2020-03-01&f=csv").text.splitlines()
    assert table[0].endswith("area_km2,area_share,population,population_share")
    assert table[1].endswith(",,,300,0.2")


def test_of_a_theatre_without_people_nothing_is_said(serve: Any) -> None:
    service: Service = serve({"population": ""})
    answer = service.get("/aggregates").json()
    assert answer["population"] is None
    assert {b["population"] for b in answer["buckets"]} == {None}
