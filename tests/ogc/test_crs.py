"""OGC API Features, Part 2: coordinates in the reference system that is asked for."""

from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis.strategies import floats
from sqlalchemy import Connection, text

from app.api.ogc.crs import Crs, corner, drawn_in
from tests.ogc.conftest import COLLECTIONS, FEATURES, ITEMS, Ask

KNOWN = list(Crs)
# A box around Qala-e-Naw in each system.
BOXES = {
    Crs.CRS84: "63,34.8,63.2,35",
    Crs.WGS84: "34.8,63,35,63.2",
    Crs.MERCATOR: "7013127.9,4136801.0,7035391.8,4163881.1",
}


def corners(coordinates: Any) -> list[list[float]]:
    """List all points of a geometry."""
    if isinstance(coordinates[0], list):
        return [point for each in coordinates for point in corners(each)]
    return [coordinates]


@pytest.mark.parametrize("address", COLLECTIONS)
def test_a_collection_tells_its_systems(ask: Ask, address: str) -> None:
    told = ask(address)
    assert told["crs"] == [str(crs) for crs in KNOWN]
    assert told["crs"][0] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert told["storageCrs"] in told["crs"]
    assert all(crs.startswith("http://www.opengis.net/def/crs/") for crs in told["crs"])


@pytest.mark.parametrize("address", [*ITEMS, *FEATURES])
@pytest.mark.parametrize("crs", KNOWN)
def test_coordinates_are_in_the_system_asked_for(
    client: TestClient, address: str, crs: Crs
) -> None:
    plain = client.get(address)
    answer = client.get(address, params={"crs": crs})
    assert plain.headers["content-crs"] == f"<{Crs.CRS84}>"
    assert answer.headers["content-crs"] == f"<{crs}>"
    shown, same = (a.json().get("features", [a.json()])[0] for a in (answer, plain))
    moved = [corner(crs, *point) for point in corners(shown["geometry"]["coordinates"])]
    expected = [tuple(point) for point in corners(same["geometry"]["coordinates"])]
    assert moved == [pytest.approx(point, abs=1e-6) for point in expected]


@pytest.mark.parametrize("crs", KNOWN)
@pytest.mark.parametrize("address", ITEMS)
def test_a_box_is_in_its_own_system(ask: Ask, address: str, crs: Crs) -> None:
    boxed = ask(address, bbox=BOXES[crs], **{"bbox-crs": crs})["features"]
    assert [f["id"] for f in boxed] == [
        f["id"] for f in ask(address, bbox=BOXES[Crs.CRS84])["features"]
    ]
    assert boxed


@pytest.mark.parametrize("address", [*ITEMS, *FEATURES])
def test_an_unknown_system_is_refused(client: TestClient, address: str) -> None:
    for name in ("crs", "bbox-crs") if address in ITEMS else ("crs",):
        response = client.get(
            address,
            params={name: f"{Crs.WGS84}1", "bbox": "1,1,2,2"}
            if address in ITEMS
            else {name: f"{Crs.WGS84}1"},
        )
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize("point", ["[63.14666,34.87286]", "[0,0]", "[-179.5,-84.9]"])
def test_the_map_is_that_of_postgis(connection: Connection, point: str) -> None:
    geometry = f'{{"type":"Point","coordinates":{point}}}'
    statement = text(
        "SELECT ST_AsGeoJSON(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(:g), 4326), 3857), 2)"
    )
    theirs = orjson.loads(connection.scalar(statement, {"g": geometry}))
    ours = orjson.loads(drawn_in(Crs.MERCATOR, geometry) or "")
    assert ours["coordinates"] == pytest.approx(theirs["coordinates"], abs=0.02)


@given(floats(-180, 180), floats(-85, 85))
def test_there_and_back(lon: float, lat: float) -> None:
    for crs in KNOWN:
        drawn = drawn_in(crs, f'{{"type":"Point","coordinates":[{lon},{lat}]}}') or ""
        first, second = drawn.partition("[")[2].rstrip("]}").split(",")
        assert corner(crs, float(first), float(second)) == pytest.approx((lon, lat), abs=1e-6)
