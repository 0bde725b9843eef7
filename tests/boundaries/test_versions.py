"""Which boundaries count depends on the day and on what was known; an answer given stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.engines import owner_engine
from app.main import create_app
from app.services.check_ledger import Head, check_ledger
from app.services.export_theatre import export_theatre
from app.services.load_theatre import load
from tests.boundaries.conftest import Draw
from tests.boundaries.maps import SQUARES
from tests.conftest import NewDatabase
from tests.writes.conftest import Service

OLD = {"columns": {"code": ["D11"]}, "shapes": [SQUARES["D12"]]}


def source(service: Service, query: str = "") -> Any:
    return service.get(f"/status{query}").json()["geometry_source"]


def stretch(service: Service, query: str) -> Any:
    answer = service.get(f"/status{query}").json()
    return answer["at"]["from"], answer["at"]["to"]


def test_a_day_is_drawn_by_the_boundaries_that_were_valid_on_it(
    service: Service, draw: Draw
) -> None:
    draw("old", date(2005, 3, 1), date(2014, 12, 31), **OLD)
    draw("new", date(2015, 1, 1), None)
    days = {
        "2005-02-28": "schematic",
        "2005-03-01": "old",
        "2005-03-02": "old",
        "2014-12-31": "old",
        "2015-01-01": "new",
        "2020-03-01": "new",
    }
    assert {day: source(service, f"?at={day}") for day in days} == days
    assert source(service) == "new"
    drawn = service.get("/status?at=2010-01-01&f=geojson").json()["features"]
    assert [feature["id"] for feature in drawn if feature["geometry"]] == ["D11"]


def test_the_stretch_ends_where_other_boundaries_begin(service: Service, draw: Draw) -> None:
    draw("old", date(2005, 3, 1), date(2014, 12, 31))
    assert stretch(service, "?at=2005-02-28") == (None, "2005-02-28")
    assert stretch(service, "?at=2005-03-01") == ("2005-03-01", "2014-12-31")
    assert stretch(service, "?at=2015-01-01") == ("2015-01-01", "2020-01-04")
    for at, other in (("2005-02-28", "2005-03-01"), ("2014-12-31", "2015-01-01")):
        first, second = (service.get(f"/status?at={day}&f=geojson") for day in (at, other))
        assert first.json()["features"] != second.json()["features"]


def test_of_two_that_are_valid_the_one_recorded_later_counts(service: Service, draw: Draw) -> None:
    first = draw("first", date(2010, 1, 1))
    second = draw("second", date(2010, 1, 1), date(2010, 1, 2))
    assert source(service, "?at=2010-01-01") == "second"
    assert source(service, "?at=2010-01-02") == "second"
    assert source(service, "?at=2010-01-03") == "first"
    assert source(service, f"?at=2010-01-01&revision={first}") == "first"
    assert source(service, f"?at=2010-01-01&revision={first - 1}") == "schematic"
    assert source(service, f"?at=2010-01-01&revision={second}") == "second"


@pytest.mark.parametrize(
    "path", ["/status?f=geojson", "/aggregates", "/provinces", "/districts/D11"]
)
def test_an_answer_for_a_revision_stays_and_the_latest_moves_at_once(
    service: Service, draw: Draw, path: str
) -> None:
    fixed = f"{path}{'&' if '?' in path else '?'}at=2020-03-01&revision={service.head()}"
    before, latest = service.get(fixed), service.get(path)
    revision = draw()
    assert service.get(fixed).content == before.content
    moved = service.get(path)
    assert moved.json()["revision"] == revision
    assert moved.headers["ETag"] != latest.headers["ETag"]
    assert moved.json()["geometry_source"] == "surveyors"


def test_the_feed_and_the_theatre_tell_of_the_import(service: Service, draw: Draw) -> None:
    revision = draw("old", date(2005, 3, 1), date(2014, 12, 31), **OLD)
    (event,) = service.get(f"/changes?after={revision - 1}").json()["items"]
    assert event["kind"] == "boundaries"
    said = {"source": "old", "title": "Survey", "licence": "CC0-1.0", "attribution": "Surveyors"}
    days = {"valid_from": "2005-03-01", "valid_to": "2014-12-31"}
    origin = {"origin": f"old-{revision - 1}.geojson", "districts": 1, "repaired": 0}
    assert event["boundaries"] == said | days | origin
    cells, version = service.get("").json()["boundaries"]
    assert version == {"revision": revision} | said | days
    assert (cells["source"], cells["valid_from"], cells["valid_to"]) == ("schematic", None, None)


def test_boundaries_travel_with_the_ledger(
    service: Service, draw: Draw, new_database: NewDatabase, tmp_path: Path
) -> None:
    draw("old", date(2005, 3, 1), date(2014, 12, 31), **OLD)
    draw("new", date(2015, 1, 1))
    assert service.wrong() == []
    shown = export_theatre(service.engine, service.theatre, tmp_path / "export")
    settings = new_database()
    load(owner_engine(settings), tmp_path / "export")
    head = Head(shown.revision, shown.head_hash)
    assert check_ledger(owner_engine(settings), head) == {service.theatre: []}
    with TestClient(create_app(settings)) as client:
        for path in (
            *("/status?f=geojson&geometry=full", "/status?f=geojson&at=2010-01-01", "/aggregates"),
            *("/aggregates?by=province&at=2010-01-01", "/districts?f=geojson", "/provinces", ""),
            *("/changes", "/districts?point=10.7,50.3"),
        ):
            assert client.get(service.path + path).content == service.get(path).content, path
