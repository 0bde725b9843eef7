"""The folder of the first theatre is a valid Data Package, and its tables agree with each other."""

import csv
import json
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from app.domain.names import fold

AFGHANISTAN = Path(__file__).parents[1] / "data" / "afghanistan"
THEATRE: dict[str, Any] = tomllib.loads((AFGHANISTAN / "theatre.toml").read_text("utf-8"))


def rows(table: str) -> list[dict[str, str]]:
    with (AFGHANISTAN / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ids(table: str) -> list[str]:
    return [entry["id"] for entry in THEATRE[table]]


def errors_of(folder: Path) -> set[tuple[str, str]]:
    """Return the (table, kind of error) pairs that validation finds in the folder."""
    report = Package(str(folder / "datapackage.json")).validate()
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def test_the_package_is_valid_and_describes_every_table() -> None:
    report = Package(str(AFGHANISTAN / "datapackage.json")).validate()
    assert report.flatten(["type", "note"]) == []
    assert {f"{task.name}.csv" for task in report.tasks} == {
        path.name for path in AFGHANISTAN.glob("*.csv")
    }


@pytest.mark.parametrize(
    ("table", "right", "wrong", "error"),
    [
        ("claims", ",lwj,", ",nobody,", "foreign-key"),
        ("claims", "2018-04-01/2018-04-21", "2018-04-01/..", "constraint-error"),
        ("claims", ",confirmed,", ",certain,", "constraint-error"),
        ("districts", "AF0102,", "AF0101,", "unique-error"),
        ("districts", ",AF0615,", ",AF0699,", "foreign-key"),
        ("districts", "69.18079", "691.8079", "constraint-error"),
        ("figures", ">130", "over 130", "constraint-error"),
        ("population", "135964", "many", "type-error"),
        ("sources", "id,name", "id,title", "incorrect-label"),
    ],
)
def test_validation_sees_what_is_wrong(
    tmp_path: Path, table: str, right: str, wrong: str, error: str
) -> None:
    folder = Path(shutil.copytree(AFGHANISTAN, tmp_path / "afghanistan"))
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    assert (table, error) in errors_of(folder)


def test_the_theatre_names_what_it_has() -> None:
    assert (THEATRE["id"], THEATRE["code"]) == ("AF", "AF")
    assert THEATRE["falls_to"] in ids("actors")
    assert THEATRE["default_set"] in ids("sets")
    assert ids("statuses") == ["government", "contested", "taliban", "unknown"]
    assert [status["step"] for status in THEATRE["statuses"]] == [0, 1, 2, 3]
    for status in THEATRE["statuses"]:
        assert (status["degree"] == "control") == ("controller" in status)
        assert status.get("controller") in {None, *ids("actors")}


def test_the_lists_of_the_package_are_those_of_the_theatre() -> None:
    package = json.loads((AFGHANISTAN / "datapackage.json").read_text("utf-8"))
    fields = {
        (resource["name"], field["name"]): field
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }
    assert fields["claims", "status"]["constraints"]["enum"] == ids("statuses")
    assert fields["sources", "favours"]["constraints"]["enum"] == ids("actors")
    assert all(("figures", status) in fields for status in ids("statuses"))


def test_each_set_has_as_many_districts_as_its_name_says() -> None:
    members = Counter(id_ for district in rows("districts") for id_ in district["sets"].split(";"))
    assert members == {"afg-398": 398, "afg-401": 401, "afg-407": 407, "afg-421": 421}
    assert set(members) == set(ids("sets"))


def test_each_province_has_one_centre_and_it_is_the_capital() -> None:
    centres = {
        district["province"]: district["code"]
        for district in rows("districts")
        if district["type"] == "provincial_centre"
    }
    assert centres == {province["code"]: province["capital"] for province in rows("provinces")}


def test_a_code_made_up_here_is_not_an_ocha_code() -> None:
    for district in rows("districts"):
        assert (district["code_system"] == "local") == district["code"].startswith("TMP-")


def test_names_claims_and_figures_are_of_places_that_exist() -> None:
    provinces = {province["code"] for province in rows("provinces")}
    districts = {district["code"] for district in rows("districts")}
    assert {name["code"] for name in rows("names")} <= provinces | districts
    assert {figure["place"] for figure in rows("figures")} <= provinces | {THEATRE["code"]}
    for claim in rows("claims"):
        assert claim["place"] in provinces | districts | {THEATRE["code"]}
        assert {code for code in claim["except"].split(";") if code} <= districts


def test_an_alternate_name_is_written_unlike_the_name_it_stands_beside() -> None:
    shown = {(place["code"], place["name_en"]) for place in rows("districts") + rows("provinces")}
    assert not shown & {(name["code"], name["name"]) for name in rows("names")}
    assert all(fold(name["name"]) for name in rows("names"))


def test_every_claim_names_a_report_that_can_be_found() -> None:
    claims = rows("claims")
    assert len(claims) == 921
    for claim in claims:
        assert claim["report_url"] or (claim["report_title"] and claim["report_publisher"])


def test_the_population_is_the_published_total() -> None:
    assert sum(int(row["population"]) for row in rows("population")) == 30_725_560
