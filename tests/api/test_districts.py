"""The gazetteer finds a district by any spelling, by province, by set, and by place on the map."""

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get


def codes(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["code"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((name, "AF3101") for name in ("Qala-i-Naw", "Qala-e-Naw", "قلعه نو", "qala e naw")),
        *((name, "AF3201") for name in ("Herat", "Hirat", "hirat", "af3201")),
    ],
)
def test_a_name_in_any_spelling_means_its_district(get: Get, name: str, code: str) -> None:
    assert get(f"/districts/{name}")["code"] == code
    assert codes(get(f"/districts?q={name}&limit=1")) == [code]


@pytest.mark.parametrize(
    ("typo", "code"), [("Kunudz", "AF1901"), ("Qala Now", "AF3101"), ("Imam Sahb", "AF1905")]
)
def test_a_typo_still_finds_the_district_first(get: Get, typo: str, code: str) -> None:
    named = get(f"/districts/{code}")
    assert codes(get(f"/districts?q={typo}"))[0] == named["code"]


def test_names_that_begin_alike_come_before_those_that_look_alike(get: Get) -> None:
    names = [
        [name for listed in item["names"].values() for name in listed]
        for item in get("/districts?q=Khan&limit=2")["items"]
    ]
    assert all(any(name.startswith("Khan") for name in listed) for listed in names)


def test_an_ambiguous_name_is_answered_with_its_candidates(client: TestClient) -> None:
    for address in (f"{AF}/districts/Muqur", f"{AF}/districts/muqur/history"):
        response = client.get(address)
        assert response.status_code == 300
        found = response.json()["candidates"]
        assert [(place["code"], place["province"]) for place in found] == [
            ("AF1115", "AF11"),
            ("AF3103", "AF31"),
        ]


def test_a_code_wins_over_names_and_an_unknown_name_gets_guesses(client: TestClient) -> None:
    problem = client.get(f"{AF}/districts/Kunduzz").json()
    assert (problem["status"], "AF1901" in problem["detail"]) == (404, True)
    assert {"code": "AF1901", "name": "Kunduz"} in problem["candidates"]
    unlike = client.get(f"{AF}/districts/xyzzyq").json()
    assert "/districts?q=" in unlike["detail"]
    assert "candidates" not in unlike


def test_each_set_has_its_districts(get: Get) -> None:
    for set_id, total in (("afg-398", 398), ("afg-401", 401), ("afg-407", 407), ("afg-421", 421)):
        page = get(f"/districts?set={set_id}&limit=1000")
        assert page["total"] == total == len(set(codes(page)))
        assert all(set_id in item["sets"] for item in page["items"])


def test_a_province_has_one_centre_among_its_districts(get: Get) -> None:
    assert codes(get("/districts?province=Badghis&type=provincial_centre")) == ["AF3101"]
    assert get("/districts?province=Badghis&type=district")["total"] == 6
    assert get("/districts?type=provincial_centre")["total"] == 34


def test_a_point_lies_in_the_district_around_it(get: Get) -> None:
    where = get("/districts/AF3101")["centroid"]
    assert codes(get(f"/districts?point={where['lon']},{where['lat']}")) == ["AF3101"]
    assert codes(get("/districts?point=0,0")) == []


def test_a_box_keeps_the_districts_that_touch_it(get: Get) -> None:
    inside = codes(get("/districts?bbox=62.9,34.7,63.4,35.0"))
    assert "AF3101" in inside
    assert len(inside) < 15
    assert get("/districts?bbox=-180,-90,180,90")["total"] == 401  # the others have no place


@pytest.mark.parametrize(
    "parameter",
    [
        *("bbox=nan,nan,nan,nan", "bbox=-inf,-90,inf,90", "bbox=1,2,3", "bbox=0,10,0,-10"),
        *("point=nan,0", "point=inf,0", "point=181,0", "point=1", "q=...", "q=", "type=x"),
        *("q=%00", "province=nowhere", "province=%00", "set=nope", f"q={'a' * 300}"),
    ],
)
def test_a_filter_that_can_not_be_read_is_refused(client: TestClient, parameter: str) -> None:
    response = client.get(f"{AF}/districts?{parameter}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter.partition("=")[0]


def test_features_have_their_geometry_and_the_list_its_pages(get: Get) -> None:
    features = get("/districts?province=AF31&limit=2&f=geojson")
    assert (features["type"], features["total"]) == ("FeatureCollection", 7)
    assert "cursor=" in features["next"]
    first, _ = features["features"]
    assert first["geometry"]["type"] == "MultiPolygon"
    assert first["properties"]["code"] == first["id"] == "AF3101"


def test_a_district_outside_the_set_has_a_status_all_the_same(get: Get) -> None:
    outside = next(
        item for item in get("/districts?limit=1000")["items"] if "afg-398" not in item["sets"]
    )
    assert get(f"/districts/{outside['code']}?set=afg-398")["status"]
