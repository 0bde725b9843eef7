"""OGC API Features, Core: where everything is, and what is said of it."""

import pytest
from fastapi.testclient import TestClient

from tests.ogc.conftest import COLLECTIONS, FEATURES, ITEMS, PAGES, Ask, rels


@pytest.mark.parametrize("address", [*PAGES, *ITEMS, *FEATURES])
def test_every_address_speaks_http(client: TestClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (got.status_code, got.http_version) == (200, "HTTP/1.1")
    assert (head.status_code, head.content) == (200, b"")
    assert client.delete(address).status_code == 405
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406
    unchanged = client.get(address, headers={"If-None-Match": got.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_the_landing_page_leads_to_everything(ask: Ask, client: TestClient) -> None:
    found = rels(ask("/ogc")["links"])
    scheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
    named = {"self", "alternate", "service-desc", "service-doc", "conformance", "data", scheme}
    assert named == set(found)
    for address in (link["href"] for link in ask("/ogc")["links"]):
        assert address.startswith("http://testserver/")
        assert client.get(address).status_code == 200


def test_the_landing_page_is_there_with_a_slash_behind_it(ask: Ask) -> None:
    assert ask("/ogc/") == ask("/ogc")


@pytest.mark.parametrize("wanted", [{"f": "html"}, {}])
def test_the_landing_page_can_be_read(client: TestClient, wanted: dict[str, str]) -> None:
    accept = "application/json" if wanted else "text/html,*/*;q=0.8"
    page = client.get("/ogc", params=wanted, headers={"Accept": accept})
    assert page.headers["content-type"].startswith("text/html")
    assert '<a href="http://testserver/ogc/collections">' in page.text


def test_no_class_is_claimed_that_is_not_on_the_checklist(ask: Ask) -> None:
    claimed = ask("/ogc/conformance")["conformsTo"]
    assert len(claimed) == len(set(claimed)) > 3
    for name in ("core", "oas30", "geojson"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" in claimed


def test_the_collections_are_those_of_all_theatres(ask: Ask) -> None:
    listed = ask("/ogc/collections")
    assert rels(listed["links"])["self"] == "http://testserver/ogc/collections"
    names = [each["id"] for each in listed["collections"]]
    assert {"AF-districts", "AF-provinces", "AF-claims"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("address", COLLECTIONS)
def test_a_collection_is_described_as_in_the_list(ask: Ask, address: str) -> None:
    alone = ask(address)
    assert alone in ask("/ogc/collections")["collections"]
    assert alone["id"] == address.rpartition("/")[2]
    assert alone["title"]
    assert alone["itemType"] == "feature"
    found = rels(alone["links"])
    assert found["self"].endswith(address)
    assert found["items"].endswith(f"{address}/items")


@pytest.mark.parametrize("address", COLLECTIONS)
def test_a_collection_tells_how_far_it_reaches(ask: Ask, address: str) -> None:
    extent = ask(address)["extent"]
    ((west, south, east, north),) = extent["spatial"]["bbox"]
    assert (60 < west < 61, 29 < south < 30, 73 < east < 75, 38 < north < 39) == (True,) * 4
    assert extent["temporal"]["interval"] == [["2018-04-01T00:00:00Z", None]]
    first = ask(f"{address}/items", limit=1)["features"][0]["geometry"]["coordinates"]
    while isinstance(first[0], list):
        first = first[0]
    assert west <= first[0] <= east
    assert south <= first[1] <= north


@pytest.mark.parametrize(
    "address",
    [
        "/ogc/collections/nope",
        "/ogc/collections/AF",
        "/ogc/collections/AF-nope",
        "/ogc/collections/ZZ-districts",
        "/ogc/collections/nope/items",
        "/ogc/collections/AF-nope/items",
        "/ogc/collections/ZZ-districts/items",
        "/ogc/collections/ZZ-provinces/items",
        "/ogc/collections/ZZ-claims/items/1",
        "/ogc/collections/AF-districts/items/AF9999",
        "/ogc/collections/AF-districts/items/Muqur",
        "/ogc/collections/AF-districts/items/af3101",
        "/ogc/collections/AF-districts/items/AF3101.1",
        "/ogc/collections/AF-districts/items/AF3101.x",
        "/ogc/collections/AF-provinces/items/AF3101",
        "/ogc/collections/AF-claims/items/1",
        "/ogc/collections/AF-claims/items/x",
        "/ogc/collections/AF-claims/items/%00",
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404, response.text
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", [*PAGES, *ITEMS, *FEATURES])
def test_an_unknown_parameter_is_refused(client: TestClient, address: str) -> None:
    response = client.get(address, params={"nope": "1"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "nope"


@pytest.mark.parametrize("address", ITEMS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("limit", value) for value in ("0", "-1", "ten", "")),
        *(("bbox", value) for value in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,50,1,40")),
        *(("bbox", value) for value in ("0,0,nan,1", "0,0,1,91", "200,0,210,1")),
        *(("datetime", value) for value in ("", "2021", "yesterday", "2999-01-01", "../..", "/")),
        *(("datetime", value) for value in ("2021-07-02/2021-07-01", "2021-07-01/x", "a/b/c")),
        *(("datetime", value) for value in ("2021-07-07T12:00:00", "2021-02-30/..")),
        *(("crs", value) for value in ("", "EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/1")),
        *(("bbox-crs", value) for value in ("", "4326")),
        *(("f", "xml"), ("cursor", "forged"), ("known_at", "2999-01-01"), ("revision", "999999")),
    ],
)
def test_a_wrong_parameter_is_refused(
    client: TestClient, address: str, name: str, value: str
) -> None:
    response = client.get(address, params={name: value})
    assert response.status_code == 400, response.text
    assert response.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize("address", [FEATURES[0], FEATURES[1]])
def test_a_feature_is_not_asked_for_in_an_interval(client: TestClient, address: str) -> None:
    for days in ("2021-07-01/..", "2021-07-07")[: 1 + ("." in address)]:
        response = client.get(address, params={"datetime": days})
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == "datetime"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        *((ITEMS[0], name) for name in ("policy", "set", "status", "province", "type")),
        *((ITEMS[1], name) for name in ("policy", "set")),
        *((ITEMS[2], name) for name in ("place", "source", "standing", "status")),
    ],
)
def test_a_filter_for_what_is_not_there_is_refused(
    client: TestClient, address: str, name: str
) -> None:
    response = client.get(address, params={name: "nope"})
    assert response.status_code == 400, response.text
    assert response.json()["errors"][0]["parameter"] == name
