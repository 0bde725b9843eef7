"""A published number stands beside the ledger's own, where the two count the same things."""

import csv
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.engines import owner_engine
from app.settings import Settings
from tests.api.conftest import AF, Get
from tests.builders import small_theatre
from tests.folders import TABLES


@pytest.fixture
def figures(get: Get) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = get("/figures?limit=1000")["items"]
    assert len(items) == 89
    return items


def test_a_figure_is_compared_on_the_set_with_its_denominator(figures: list[Any]) -> None:
    for figure in figures:
        reported, computed = figure["reported"], figure["computed"]
        assert (computed is None) == (figure["difference"] is None) == bool(figure["reason"])
        if computed:
            assert reported["denominator"] in {None, computed["total"]}
            assert reported["place"] != "AF" or computed["set"] == f"afg-{computed['total']}"
            assert computed["values"].keys() == reported["values"].keys()


def test_what_has_no_match_says_why(figures: list[Any]) -> None:
    reasons = {
        (f["reported"]["unit"], f["reported"]["denominator_as_reported"]): f["reason"]
        for f in figures
    }
    assert "provincial_centres" in reasons["provincial_centres", "34"]
    assert "district_centres" in reasons["district_centres", "421"]
    assert reasons["districts", None] == "No denominator was published."
    assert "approximate" in reasons["districts", "400~"]
    assert reasons["districts", "419"] == "No district set has 419 districts there."


def test_the_computed_count_is_that_of_the_day(get: Get, figures: list[Any]) -> None:
    compared = [f for f in figures if f["computed"] and f["reported"]["place"] == "AF"]
    assert len(compared) > 10
    for figure in compared[::4]:
        computed = figure["computed"]
        whole = get(f"/aggregates?at={computed['at']}&set={computed['set']}")
        buckets = {b["status"]: b for b in whole["buckets"]}
        assert computed["assessed"] == whole["assessed"]
        for status, counted in computed["values"].items():
            assert counted == {name: buckets[status][name] for name in counted}


def test_a_province_is_compared_with_its_own_districts(figures: list[Any]) -> None:
    zabul = next(f for f in figures if f["reported"]["place"] == "AF11" and f["computed"])
    assert (zabul["reported"]["denominator"], zabul["computed"]["total"]) == (19, 19)
    assert zabul["difference"]["taliban"] == {"count": 0, "share": 0.0}


def test_the_difference_is_what_was_printed_less_what_is_counted(figures: list[Any]) -> None:
    figure = next(f for f in figures if f["reported"]["date"] == "2021-07-27")
    apart = figure["difference"]["taliban"]
    assert apart["count"] == 224 - figure["computed"]["values"]["taliban"]["count"]
    gain = next(f for f in figures if f["computed"] and f["reported"]["values"]["taliban"]["gain"])
    assert gain["difference"]["taliban"] == {"count": None, "share": None}


def test_numbers_that_do_not_close_are_told(figures: list[Any]) -> None:
    open_ = [f["reported"] for f in figures if f["reported"]["does_not_close"]]
    assert {(f["date"], f["denominator"]) for f in open_} == {
        ("2021-07-05", 407),
        ("2021-05-01", 407),
    }


@pytest.mark.parametrize("policy", ["any", "against-interest", "majority", "source:lwj"])
def test_a_figure_is_compared_under_the_policy_asked_for(get: Get, policy: str) -> None:
    (figure,) = get(f"/figures?policy={policy}&known_at=2021-07-07&limit=1")["items"]
    whole = get(f"/aggregates?policy={policy}&known_at=2021-07-07&at=2021-07-07")
    taliban = next(b for b in whole["buckets"] if b["status"] == "taliban")
    counted = figure["computed"]["values"]["taliban"]
    assert counted == {name: taliban[name] for name in counted}


COMPARED = [
    ("P1", "3", "districts", 3),
    ("P1", "5", "districts", None),
    ("P2", "2", "districts_and_district_centres", 2),
    ("{id}", "5", "districts", 5),
    ("{id}", "3", "districts", None),
    ("{id}", "5", "district_centres", None),
    ("{id}", "5~", "districts", None),
    ("{id}", "", "districts", None),
]
"""Place, denominator and unit of a figure, and the total of what it is compared with: the set has
five districts, three of them in the province P1."""


def test_a_difference_needs_place_denominator_and_unit_to_match(
    settings: Settings, client: TestClient, tmp_path: Path
) -> None:
    head = TABLES["figures"].partition("\n")[0]
    rows = [
        f"2020-02-2{n},{p},x,{d},{u},1,,,https://example.org/2"
        for n, (p, d, u, _) in enumerate(COMPARED)
    ]
    table = "\n".join([head, *rows, ""])
    theatre = small_theatre(owner_engine(settings), tmp_path, figures=table)
    items = client.get(f"/v1/theatres/{theatre}/figures").json()["items"]
    for figure, (_, _, _, total) in zip(reversed(items), COMPARED, strict=True):
        assert (figure["computed"] and figure["computed"]["total"]) == total
        assert (figure["difference"] is None) == (total is None) == bool(figure["reason"])


def test_the_figures_of_a_place_run_over_time(client: TestClient, get: Get) -> None:
    """Each is compared on its own day, so that a table of them is two curves."""
    everything = get("/figures?limit=1000")["items"]
    for place in ("AF", "AF11"):
        wanted = [f for f in everything if f["reported"]["place"] == place]
        assert get(f"/figures?limit=1000&place={place}")["items"] == wanted
    text = client.get(f"{AF}/figures?limit=1000&place=AF&f=csv").text
    rows = list(csv.DictReader(text.splitlines()))
    items = get("/figures?limit=1000&place=AF")["items"]
    assert len(rows) == sum(len(item["reported"]["values"]) for item in items)
    assert len({row["computed_at"] for row in rows if row["computed_at"]}) == 20
    of = {item["id"]: item for item in items}
    for row in rows:
        item, status = of[int(row["id"])], row["status"]
        assert row["as_reported"].lstrip("'") == item["reported"]["values"][status]["as_reported"]
        assert bool(row["computed_at"]) != bool(row["reason"])
        if item["computed"]:
            counted = item["computed"]["values"][status]
            assert row["computed_count"] == str(counted["count"])
            apart = item["difference"][status]["count"]
            assert row["difference_count"] == ("" if apart is None else str(apart))


def test_no_figure_is_of_a_district(client: TestClient) -> None:
    response = client.get(f"{AF}/figures?place=AF3101")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "place"


@pytest.mark.parametrize("parameter", ["at=2021-07-07", "set=afg-421"])
def test_the_day_and_the_set_are_the_figures_own(client: TestClient, parameter: str) -> None:
    response = client.get(f"{AF}/figures?{parameter}")
    assert response.status_code == 400
    assert "There is no parameter" in response.json()["detail"]
