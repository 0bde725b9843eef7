"""The catalogue of data sets is DCAT, and each form that it names is there."""

import tomllib
from pathlib import Path

import yaml
from fastapi.testclient import TestClient

from tests.ogc.conftest import Ask

ROOT = Path(__file__).parents[2]


def test_the_catalogue_names_every_theatre(ask: Ask, client: TestClient) -> None:
    told = ask("/ogc", f="jsonld")
    assert told["@type"] == "dcat:Catalog"
    listed = ask("/v1/theatres")["items"]
    assert [each["dct:identifier"] for each in told["dcat:dataset"]] == [
        theatre["id"] for theatre in listed
    ]
    wanted = client.get("/ogc", headers={"Accept": "application/ld+json"})
    assert wanted.headers["content-type"] == "application/ld+json"
    assert wanted.json() == told


def test_a_data_set_tells_its_days_place_and_version(ask: Ask) -> None:
    (told,) = [d for d in ask("/ogc", f="jsonld")["dcat:dataset"] if d["dct:identifier"] == "AF"]
    theatre = ask("/v1/theatres/AF")
    assert told["dcat:version"] == str(theatre["revision"])
    assert told["dct:rights"].startswith(theatre["attribution"])
    assert told["dct:license"] == {"@id": f"https://spdx.org/licenses/{theatre['licence']}"}
    days = (told["dct:temporal"][f"dcat:{end}Date"]["@value"] for end in ("start", "end"))
    assert tuple(days) == (
        theatre["coverage"]["first_valid"],
        theatre["coverage"]["last_valid"],
    )
    assert told["dct:spatial"]["dcat:bbox"]["@value"].startswith("POLYGON ((60.9")


def test_each_form_is_what_it_says(ask: Ask, client: TestClient) -> None:
    (told,) = [d for d in ask("/ogc", f="jsonld")["dcat:dataset"] if d["dct:identifier"] == "AF"]
    assert len(told["dcat:distribution"]) == 6
    for form in told["dcat:distribution"]:
        answer = client.get(form["dcat:accessURL"]["@id"])
        assert answer.status_code == 200
        media_type = answer.headers["content-type"].partition(";")[0]
        assert form["dcat:mediaType"]["@id"].endswith(f"/media-types/{media_type}")


def test_it_can_be_cited_as_what_it_is() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert cited["authors"] == [{"name": "The Frontline project"}]
