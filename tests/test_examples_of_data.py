"""The made-up example folder: it fits together, and shows what data/README.md says it shows."""

from pathlib import Path

from fastapi.testclient import TestClient
from frictionless import Package

from app.db.engines import owner_engine
from app.main import create_app
from app.services.check_ledger import check_ledger
from app.services.load_theatre import load
from tests.conftest import NewDatabase

CROWNLAND = Path(__file__).parents[1] / "data" / "examples" / "crownland"


def test_the_package_is_valid_and_describes_every_table() -> None:
    report = Package(str(CROWNLAND / "datapackage.json")).validate()
    assert report.flatten(["type", "note"]) == []
    assert {f"{task.name}.csv" for task in report.tasks} == {
        path.name for path in CROWNLAND.glob("*.csv")
    }


def test_three_parties_and_five_steps_load_and_are_counted(new_database: NewDatabase) -> None:
    settings = new_database()
    load(owner_engine(settings), CROWNLAND)
    assert check_ledger(owner_engine(settings)) == {"crownland": []}
    with TestClient(create_app(settings)) as client:
        counted = client.get("/v1/theatres/crownland/aggregates?by=province&to=islanders").json()
        placed = client.get("/v1/theatres/crownland/status?policy=any").json()["items"]
    assert {item["status"]: item["count"] for item in counted["buckets"]} == {
        "crown-control": 4,
        "crown-influence": 0,
        "contested": 2,
        "league-influence": 0,
        "league-control": 1,
        "islander-control": 1,
        "unknown": 0,
        "not_assessed": 1,
    }
    hills = {item["code"]: item["status"] for item in placed if item["province"] == "CL1"}
    assert hills["CL102"] == "league-control"
    assert hills["CL101"] == "contested"
    fallen = {group["code"]: group["fallen"]["extent"] for group in counted["groups"]}
    assert fallen == {"CL1": "none", "CL2": "none", "CL3": "indeterminate"}
