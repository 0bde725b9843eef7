"""The news report of 7 July 2021 from which it all began, and the counts of that summer."""

from typing import Any

import pytest

from tests.api.conftest import Get


def buckets(answer: Any) -> dict[str, tuple[int, int, int]]:
    return {b["status"]: (b["count"], b["low"], b["high"]) for b in answer["buckets"]}


def test_badghis_has_fallen_but_for_its_capital_where_they_fight(get: Get) -> None:
    badghis = get("/provinces/Badghis?at=2021-07-07")
    assert badghis["capital"] == {"code": "AF3101", "name": "Qala-e-Naw", "status": "contested"}
    districts = {b["status"]: b["count"] for b in badghis["districts"]["buckets"]}
    assert (districts["taliban"], badghis["districts"]["total"]) == (6, 6)
    assert badghis["fallen"] == {"to": "taliban", "extent": "all", "since": "2021-07-07"}


@pytest.mark.parametrize(
    ("policy", "status"),
    [("confirmed", "contested"), ("any", "government"), ("against-interest", "contested")],
)
def test_the_day_after_it_depends_on_whom_one_believes(get: Get, policy: str, status: str) -> None:
    answer = get(f"/districts/AF3101?at=2021-07-08&policy={policy}")
    assert answer["status"] == status


def test_ghormach_fell_long_before_anyone_told(get: Get) -> None:
    then = get("/districts/AF3107?at=2021-07-01&known_at=2021-07-06")
    today = get("/districts/AF3107?at=2021-07-01")
    assert (then["status"], then["since"], then["claim"]) == ("not_assessed", None, None)
    assert today["status"] == "taliban"


def test_a_third_of_421_stands_beside_what_the_ledger_counts(get: Get) -> None:
    figures = [
        item
        for item in get("/figures?limit=1000")["items"]
        if item["reported"]["unit"] == "districts_and_district_centres"
    ]
    (figure,) = figures
    printed = figure["reported"]["values"]["taliban"]
    assert (printed["as_reported"], figure["reported"]["denominator"]) == ("33%~", 421)
    computed = figure["computed"]
    assert (computed["set"], computed["at"]) == ("afg-421", "2021-07-07")
    assert (computed["values"]["taliban"]["count"], computed["total"]) == (171, 421)
    assert computed["assessed"] == 421 - 229


@pytest.mark.parametrize("province", ["Badakhshan", "Kandahar"])
def test_a_claim_on_a_whole_province_is_there_and_moves_nothing(get: Get, province: str) -> None:
    code = get(f"/provinces/{province}")["code"]
    told = get(f"/claims?place={code}&source=al-jazeera&known_at=2021-07-07")["items"]
    (whole,) = [claim for claim in told if claim["place"] == code]
    assert (whole["status"], whole["standing"]) == ("taliban", "unconfirmed")
    shown = get(f"/status?at=2021-07-07&known_at=2021-07-07&province={code}")["items"]
    assert whole["id"] not in {item["claim"] for item in shown}
    believed = get(f"/status?at=2021-07-07&known_at=2021-07-07&province={code}&policy=any")["items"]
    assert whole["id"] in {item["claim"] for item in believed}


CHECKED = [
    ("2021-06-15", "taliban", (51, 49, 75)),
    ("2021-06-15", "contested", (12, 10, 12)),
    ("2021-06-15", "government", (5, 5, 7)),
    ("2021-06-15", "not_assessed", (353, 331, 353)),
    ("2021-07-07", "taliban", (171, 171, 184)),
    ("2021-07-07", "contested", (17, 15, 17)),
    ("2021-07-07", "government", (4, 3, 4)),
    ("2021-07-07", "not_assessed", (229, 219, 229)),
    ("2021-08-16", "taliban", (411, 410, 413)),
    ("2021-08-16", "contested", (0, 0, 1)),
    ("2021-08-16", "government", (10, 8, 10)),
    ("2021-07-07&policy=any&known_at=2021-12-31", "taliban", (183, 179, 195)),
    ("2021-07-07&policy=any&known_at=2021-12-31", "contested", (20, 19, 22)),
    ("2021-07-06&known_at=2021-07-06", "taliban", (153, 152, 154)),
    ("2021-07-06&known_at=2021-07-06", "government", (4, 3, 5)),
]


@pytest.mark.parametrize(("at", "status", "counts"), CHECKED)
def test_the_counts_are_those_checked_by_hand(
    get: Get, at: str, status: str, counts: tuple[int, int, int]
) -> None:
    assert buckets(get(f"/aggregates?at={at}"))[status] == counts


def test_what_was_known_then_differs_from_what_is_known_now(get: Get) -> None:
    then = buckets(get("/aggregates?at=2021-07-06&known_at=2021-07-06"))
    assert (then["contested"][0], then["not_assessed"][0]) == (17, 247)


def test_by_mid_september_all_districts_had_fallen(get: Get) -> None:
    assert buckets(get("/aggregates?at=2021-09-15"))["taliban"][0] == 421
