"""OGC API Features: which features come, in which order, on which page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Small
from tests.ogc.conftest import AF, FEATURES, ITEMS, Ask, rels

STATUS = "/v1/theatres/AF/status"
WEST = "60,30,64,40"


def all_pages(client: TestClient, address: str, limit: int = 100) -> list[dict[str, Any]]:
    """Follow the links from page to page."""
    found: list[dict[str, Any]] = []
    link: str | None = f"{address}{'&' if '?' in address else '?'}limit={limit}"
    while link:
        response = client.get(link)
        page = response.json()
        assert page["numberReturned"] == len(page["features"]) <= limit
        found += page["features"]
        link = rels(page["links"]).get("next")
        assert response.links.get("next", {}).get("url") == link
    assert page["numberMatched"] == len(found)
    return found


@pytest.mark.parametrize("address", ITEMS)
def test_items_are_geojson(client: TestClient, address: str) -> None:
    response = client.get(address, params={"limit": 2})
    assert response.headers["content-type"] == "application/geo+json"
    page = response.json()
    assert page["type"] == "FeatureCollection"
    for feature in page["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"]
        assert feature["geometry"]["type"] in {"Point", "Polygon", "MultiPolygon"}
        assert feature["properties"]
    found = rels(page["links"])
    assert found["self"] == f"http://testserver{address}?limit=2"
    assert client.get(found["alternate"]).json()["features"] == page["features"]
    assert "timeStamp" not in page


@pytest.mark.parametrize("address", FEATURES)
def test_a_feature_is_geojson_and_leads_to_its_collection(ask: Ask, address: str) -> None:
    feature = ask(address)
    collection, _, name = address.rpartition("/items/")
    assert (feature["type"], str(feature["id"])) == ("Feature", name)
    found = rels(feature["links"])
    assert found["self"] == f"http://testserver{address}"
    assert found["alternate"] == f"http://testserver{address}?f=json"
    assert found["collection"] == f"http://testserver{collection}"


@pytest.mark.parametrize("accept", ["application/json", "application/geo+json", "*/*"])
@pytest.mark.parametrize("address", [*ITEMS, *FEATURES])
def test_features_come_as_json_too(client: TestClient, address: str, accept: str) -> None:
    response = client.get(address, headers={"Accept": accept})
    assert response.headers["content-type"] == accept.replace("*/*", "application/geo+json")


@pytest.mark.parametrize("address", ITEMS)
def test_the_pages_together_are_the_collection(client: TestClient, address: str) -> None:
    pages = all_pages(client, address)
    assert pages[:1000] == client.get(address).json()["features"]
    assert len({feature["id"] for feature in pages}) == len(pages) > 30


@pytest.mark.parametrize("address", ITEMS)
def test_a_limit_beyond_the_greatest_is_the_greatest(ask: Ask, address: str) -> None:
    assert ask(address, limit=5000)["features"] == ask(address, limit=1000)["features"]


def test_the_next_page_is_of_the_same_revision(client: TestClient, small: Small) -> None:
    address = f"/ogc/collections/{small.theatre}-districts/items"
    first = client.get(address, params={"limit": 3, "policy": "any"}).json()
    small.review(8, "rejected")
    second = client.get(rels(first["links"])["next"]).json()
    assert second["revision"] == first["revision"]
    assert client.get(address).json()["revision"] == first["revision"] + 1


@pytest.mark.parametrize("day", ["2021-07-06", "2021-07-07", "2021-07-08"])
@pytest.mark.parametrize(
    "view", [{}, {"known_at": "2021-07-08"}, {"policy": "any", "set": "afg-398"}]
)
def test_districts_have_the_status_that_they_have(ask: Ask, day: str, view: dict[str, str]) -> None:
    features = ask(f"{AF}-districts/items", datetime=day, **view)["features"]
    items = ask(STATUS, at=day, **view)["items"]
    told = ("code", "status", "possible", "last_confirmed", "claim", "type", "province_name")
    assert [[f["properties"][name] for name in told] for f in features] == [
        [item[name] for name in told] for item in items
    ]
    instant = ask(f"{AF}-districts/items", datetime=f"{day}T12:00:00Z", **view)
    assert instant["features"] == features


def test_without_a_day_the_latest_state_is_shown(ask: Ask) -> None:
    features = ask(f"{AF}-districts/items")["features"]
    assert [f["properties"]["status"] for f in features] == [
        item["status"] for item in ask(STATUS)["items"]
    ]


@pytest.mark.parametrize("address", [*ITEMS[:2], *FEATURES[:1], *FEATURES[2:3]])
def test_the_past_is_shown_as_it_was_known(ask: Ask, address: str) -> None:
    known = ask(address, datetime="2021-07-07", known_at="2021-07-08")
    echoed = {"theatre": "AF", "policy": "confirmed", "set": "afg-421", "revision": 570}
    assert known.items() >= echoed.items()
    assert known["at"] == {"from": "2021-07-07", "to": "2021-07-07"}
    assert known["geometry_source"] == "schematic"
    assert known != ask(address, datetime="2021-07-07")


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ("2021-07-06/2021-07-06", {"AF3101": "not_assessed"}),
        ("2021-07-06/2021-07-07", {"AF3101.555": "contested"}),
        ("2021-07-07/2021-07-07", {"AF3101.555": "contested"}),
        ("2021-08-11/2021-08-11", {"AF3101.555": "contested"}),
        ("2021-08-11/2021-08-12", {"AF3101.555": "contested", "AF3101.793": "taliban"}),
        ("2021-08-12/..", {"AF3101.793": "taliban"}),
        ("../2021-07-06", {"AF3101": "not_assessed"}),
        ("2021-07-06T/2021-07-07T", {"AF3101.555": "contested"}),
        ("/2021-07-07", {"AF3101.555": "contested"}),
        ("2021-08-11/2199-01-01", {"AF3101.555": "contested", "AF3101.793": "taliban"}),
    ],
)
def test_an_interval_shows_the_periods_that_it_meets(
    ask: Ask, days: str, shown: dict[str, str]
) -> None:
    features = ask(f"{AF}-districts/items", datetime=days, province="AF31")["features"]
    capital = [f for f in features if f["properties"]["code"] == "AF3101"]
    assert {f["id"]: f["properties"]["status"] for f in capital} == shown


@pytest.mark.parametrize("policy", ["confirmed", "any", "majority", "against-interest"])
@pytest.mark.parametrize("day", ["2021-06-08", "2021-07-07", "2021-08-12"])
def test_an_interval_of_one_day_shows_the_statuses_of_that_day(
    ask: Ask, day: str, policy: str
) -> None:
    periods = ask(f"{AF}-districts/items", datetime=f"{day}/{day}", policy=policy)["features"]
    districts = ask(f"{AF}-districts/items", datetime=day, policy=policy)["features"]
    told = ("code", "status", "since", "since_latest")
    assert [[f["properties"][name] for name in told] for f in periods] == [
        [f["properties"][name] for name in told] for f in districts
    ]


@pytest.mark.parametrize("policy", ["confirmed", "any", "majority", "against-interest"])
def test_all_periods_are_those_of_the_history(client: TestClient, ask: Ask, policy: str) -> None:
    address = f"{AF}-districts/items?datetime=1900-01-01/..&policy={policy}"
    features = all_pages(client, address, limit=1000)
    for code in ("AF3101", "AF3105", "AF1701", "AF0303", "AF3203"):
        periods = ask(f"/v1/theatres/AF/districts/{code}/history", policy=policy)["periods"]
        own = [f["properties"] for f in features if f["properties"]["code"] == code]
        assert [(p["status"], p["since"], p["until"]) for p in own] == [
            (p["status"], p["from"], p["to"]) for p in periods
        ]


def test_a_box_and_properties_choose_districts(ask: Ask, client: TestClient) -> None:
    items = f"{AF}-districts/items"
    boxed = ask(items, bbox=WEST)["features"]
    codes = [item["code"] for item in ask(STATUS, bbox=WEST)["items"]]
    assert [f["id"] for f in boxed] == codes
    assert 0 < len(codes) < 421
    periods = ask(items, bbox=WEST, datetime="2021-07-07/2021-07-07")["features"]
    assert [f["properties"]["code"] for f in periods] == codes
    assert ask(items, bbox="60,30,0,64,40,9000")["features"] == boxed
    chosen = client.get(
        items, params={"province": "Badghis", "type": "district", "datetime": "2021-07-07"}
    ).json()
    assert chosen["numberMatched"] == 6
    assert {f["properties"]["province"] for f in chosen["features"]} == {"AF31"}
    two = client.get(f"{items}?status=contested&status=government&datetime=2021-07-07").json()
    assert two["numberMatched"] == 21


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("status", status) for status in ("government", "taliban", "not_assessed")),
        *(("type", type_) for type_ in ("district", "provincial_centre")),
        ("province", "AF31"),
    ],
)
def test_properties_choose_periods(ask: Ask, name: str, value: str) -> None:
    items = f"{AF}-districts/items"
    days = "2021-07-06/2021-08-12"
    whole = ask(items, datetime=days)["features"]
    chosen = ask(items, **{"datetime": days, name: value})["features"]
    assert chosen == [f for f in whole if f["properties"][name] == value] != []


def test_each_period_has_its_own_address(ask: Ask) -> None:
    for period in ("AF3101.555", "AF3101.793"):
        assert ask(f"{AF}-districts/items/{period}")["id"] == period


def test_provinces_have_counts_that_close(ask: Ask) -> None:
    features = ask(f"{AF}-provinces/items", datetime="2021-07-01/2021-07-07")["features"]
    assert features == ask(f"{AF}-provinces/items", datetime="2021-07-07")["features"]
    assert len(features) == 34
    statuses = ("government", "contested", "taliban", "unknown", "not_assessed")
    for each in features:
        told = each["properties"]
        assert sum(told[status] for status in statuses) == told["total"]
    badghis = next(f["properties"] for f in features if f["id"] == "AF31")
    assert (badghis["capital_status"], badghis["fallen_extent"]) == ("contested", "all")
    boxed = ask(f"{AF}-provinces/items", bbox="63,34.8,63.2,35")["features"]
    assert [f["id"] for f in boxed] == ["AF31"]
    latest = ask(f"{AF}-provinces/items")["features"]
    for days in ("2021-07-01/..", "2021-07-01/2199-01-01"):
        assert ask(f"{AF}-provinces/items", datetime=days)["features"] == latest


@pytest.mark.parametrize("days", ["2021-06-08/2021-06-08", "2021-06-08", "../2021-06-08"])
def test_claims_whose_window_is_met_are_shown(client: TestClient, days: str) -> None:
    assert of_jawand(client, days)


@pytest.mark.parametrize("days", ["2021-05-01/2021-06-07", "2021-06-09/..", "2021-06-07"])
def test_claims_whose_window_is_not_met_are_not(client: TestClient, days: str) -> None:
    assert not of_jawand(client, days)


def of_jawand(client: TestClient, days: str) -> list[dict[str, Any]]:
    """Give the claims on Jawand that date from 8 June 2021, if those days show them."""
    found = all_pages(client, f"{AF}-claims/items?place=AF3106&datetime={days}")
    return [f for f in found if f["properties"]["valid_from"] == "2021-06-08~"]


def test_a_claim_without_a_beginning_meets_every_earlier_day(ask: Ask) -> None:
    found = ask(f"{AF}-claims/items", datetime="1990-01-01")["features"]
    assert found
    assert {f["properties"]["earliest"] for f in found} == {None}


def test_claims_lie_where_their_places_are(ask: Ask) -> None:
    page = ask(f"{AF}-claims/items", bbox="63,34.8,63.2,35")
    assert page["numberMatched"] == len(page["features"]) > 0
    assert {f["properties"]["place"] for f in page["features"]} == {"AF3101"}
    one = ask(f"{AF}-claims/items/555")
    assert one["properties"]["report_publisher"] == "Al Jazeera"
    assert one["geometry"] == {"type": "Point", "coordinates": [63.14666, 34.87286]}


@pytest.mark.parametrize("address", [*ITEMS, *FEATURES])
def test_features_cost_three_statements_at_most(
    client: TestClient, statements: list[str], address: str
) -> None:
    client.get(address)
    provinces = "-provinces" in address
    assert len(statements) == (3 if provinces else 2)


def test_an_interval_costs_two(client: TestClient, statements: list[str]) -> None:
    client.get(f"{AF}-districts/items?datetime=2021-07-01/..&bbox={WEST}")
    assert len(statements) == 2
