"""OGC API Tiles: the squares of `/v1`, under the addresses and descriptions that OGC gives them."""

import pytest
from fastapi.testclient import TestClient

from tests.ogc.conftest import AF, Ask, rels

TILES = f"{AF}-districts/tiles"
SQUARES = f"{TILES}/WebMercatorQuad"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
VIEWS = [
    ("", ""),
    ("datetime=2021-07-07", "at=2021-07-07"),
    ("datetime=2021-01-01/2021-07-07", "at=2021-07-07"),
    ("datetime=2021-01-01/..&policy=any", "policy=any"),
    ("datetime=2021-07-07&known_at=2021-07-08&set=afg-398",) * 2,
]


def test_the_collection_leads_to_its_tiles(ask: Ask, client: TestClient) -> None:
    leads = rels(ask(f"{AF}-districts")["links"])
    tilesets = leads["http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"]
    assert tilesets == f"http://testserver{TILES}"
    assert not any("tiles" in link["rel"] for link in ask(f"{AF}-claims")["links"])
    (tileset,) = client.get(tilesets).json()["tilesets"]
    assert tileset == client.get(rels(tileset["links"])["self"]).json()


def test_the_tileset_is_described(ask: Ask, client: TestClient) -> None:
    tileset = ask(SQUARES)
    assert tileset["dataType"] == "vector"
    assert tileset["tileMatrixSetURI"].endswith("/OGC/1.0/WebMercatorQuad")
    assert tileset["crs"].endswith("/EPSG/0/3857")
    assert [layer["id"] for layer in tileset["layers"]] == ["districts"]
    matrices = client.get(rels(tileset["links"])[SCHEME]).json()
    assert matrices["uri"] == tileset["tileMatrixSetURI"]
    (item,) = [link for link in tileset["links"] if link["rel"] == "item"]
    assert (item["templated"], item["type"]) == (True, "application/vnd.mapbox-vector-tile")
    place = item["href"].format(tileMatrix=5, tileRow=12, tileCol=21)
    assert b"Qala-e-Naw" in client.get(place).content


def test_the_squares_halve_from_zoom_to_zoom(ask: Ask) -> None:
    (listed,) = ask("/ogc/tileMatrixSets")["tileMatrixSets"]
    matrices = ask(rels(listed["links"])["self"])["tileMatrices"]
    assert [each["id"] for each in matrices] == [str(zoom) for zoom in range(23)]
    for zoom, each in enumerate(matrices):
        assert each["scaleDenominator"] == pytest.approx(559082264.028717 / 2**zoom)
        assert each["matrixWidth"] == each["matrixHeight"] == 2**zoom
        west, north = each["pointOfOrigin"]
        side = each["cellSize"] * each["tileWidth"] * each["matrixWidth"]
        assert (west + side, north - side) == pytest.approx((-west, -north))


def test_tilejson_leads_to_the_tiles_of_its_view(ask: Ask, client: TestClient) -> None:
    told = ask(SQUARES, f="tilejson", datetime="2021-07-07", policy="any")
    assert told["tilejson"] == "3.0.0"
    (template,) = told["tiles"]
    address = template.format(z=5, x=21, y=12)
    assert address.endswith("/WebMercatorQuad/5/12/21?datetime=2021-07-07&policy=any")
    assert told["vector_layers"][0]["id"] == "districts"
    tile = client.get(address).content
    assert all(field.encode() in tile for field in told["vector_layers"][0]["fields"])
    cells = "Boundaries: Cells around the centroids of districts; they show no border that exists."
    assert told["attribution"].endswith(cells)
    west, south, east, north = told["bounds"]
    assert west < 63.1 < east
    assert south < 34.8 < north


@pytest.mark.parametrize(("view", "same"), VIEWS)
def test_a_tile_is_that_of_v1(client: TestClient, view: str, same: str) -> None:
    tile = client.get(f"{SQUARES}/5/12/21?{view}")
    assert tile.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    twin = client.get(f"/v1/theatres/AF/tiles/5/21/12.mvt?{same.replace('datetime', 'at')}")
    assert tile.content == twin.content
    assert b"AF3101" in tile.content
    assert b"AF1701" not in tile.content


def test_a_tile_of_elsewhere_is_empty(client: TestClient) -> None:
    tile = client.get(f"{SQUARES}/5/0/0")
    assert (tile.status_code, tile.content) == (200, b"")


@pytest.mark.parametrize("square", ["23/0/0", "1/2/0", "1/0/2", "-1/0/0", "1/x/0"])
def test_there_is_no_tile_beyond_the_map(client: TestClient, square: str) -> None:
    assert client.get(f"{SQUARES}/{square}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/ogc/collections/ZZ-districts/tiles",
        "/ogc/collections/ZZ-districts/tiles/WebMercatorQuad/0/0/0",
        f"{AF}-claims/tiles",
        f"{TILES}/WorldCRS84Quad",
        f"{TILES}/WorldCRS84Quad/0/0/0",
        "/ogc/tileMatrixSets/WorldCRS84Quad",
    ],
)
def test_other_tiles_are_not_there(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [TILES, SQUARES, f"{SQUARES}/5/12/21", "/ogc/tileMatrixSets"])
def test_an_unknown_parameter_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address, params={"nope": "1"}).status_code == 400
