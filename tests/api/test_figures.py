"""A published number stands beside the ledger's own, where the two count the same things."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get


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


def test_a_figure_is_compared_under_the_policy_asked_for(get: Get) -> None:
    (figure,) = get("/figures?policy=any&known_at=2021-07-07&limit=1")["items"]
    whole = get("/aggregates?policy=any&known_at=2021-07-07&at=2021-07-07")
    taliban = next(b for b in whole["buckets"] if b["status"] == "taliban")
    assert figure["computed"]["values"]["taliban"]["count"] == taliban["count"]


@pytest.mark.parametrize("parameter", ["at=2021-07-07", "set=afg-421"])
def test_the_day_and_the_set_are_the_figures_own(client: TestClient, parameter: str) -> None:
    response = client.get(f"{AF}/figures?{parameter}")
    assert response.status_code == 400
    assert "There is no parameter" in response.json()["detail"]
