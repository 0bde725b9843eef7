"""What was said on a foreign scale becomes a status here, and stays what it was beside it."""

from pathlib import Path
from typing import Any

import pytest

from app.db.engines import owner_engine
from app.errors import DraftRejected
from app.services.load_theatre import load
from tests.folders import write_folder
from tests.writes.conftest import Serve, Service
from tests.writes.test_imports import send

CROSSWALK = """scale,value,status,lossy,note
paper,red,north,no,
paper,pink,fought,yes,the paper's pink is more than this
"""
CLAIMS = """place,status,scale,original,valid_from,source,report_url,report_published_on,standing
D11,,paper,pink,2020-01-05,gazette,https://example.org/1,2020-01-06,confirmed
D12,north,paper,red,2020-01-05,gazette,https://example.org/1,2020-01-06,confirmed
D21,south,,,2020-01-05,gazette,https://example.org/1,2020-01-06,confirmed
"""
TABLES = {"crosswalk": CROSSWALK, "claims": CLAIMS}


@pytest.fixture
def service(serve: Serve) -> Service:
    return serve(TABLES)


def test_a_claim_shows_what_it_was_on_the_scale_of_its_source(service: Service) -> None:
    shown: list[Any] = service.get("/claims").json()["items"]
    assert {claim["place"]: (claim["status"], claim["original"]) for claim in shown} == {
        "D11": ("fought", {"scale": "paper", "value": "pink", "lossy": True}),
        "D12": ("north", {"scale": "paper", "value": "red", "lossy": False}),
        "D21": ("south", None),
    }
    assert service.wrong() == []


def test_the_feed_shows_it_too(service: Service) -> None:
    events = service.get("/changes?limit=1000").json()["items"]
    kept = [event["claim"]["original"] for event in events if event["kind"] == "claim"]
    assert [original and original["value"] for original in kept] == ["pink", "red", None]


def test_an_import_may_use_a_foreign_scale(service: Service) -> None:
    table = CLAIMS.replace("D11", "D22").splitlines(keepends=True)
    answer = send(service, "".join(table[:2]))
    assert answer.status_code == 201
    claim = service.get(f"/claims/{answer.json()['claims'][0]}").json()
    assert (claim["status"], claim["original"]["value"]) == ("fought", "pink")


@pytest.mark.parametrize(
    ("right", "wrong", "detail"),
    [
        (",,paper,pink", ",,paper,mauve", "has no value 'mauve' here: write pink, red."),
        (",,paper,pink", ",,radio,pink", "The scale 'radio' has no value"),
        ("north,paper,red", "south,paper,red", "The crosswalk has 'north' for 'red'"),
        ("D21,south", "D21,", "no status ''"),
        ("D21,south", "D21,red", "no status 'red'"),
    ],
)
def test_a_value_that_the_crosswalk_does_not_have_is_refused(
    service: Service, right: str, wrong: str, detail: str
) -> None:
    assert right in CLAIMS
    answer = send(service, CLAIMS.replace(right, wrong), "?on_duplicate=skip")
    assert answer.status_code == 422
    assert any(detail in fault["detail"] for fault in answer.json()["errors"]), answer.text


@pytest.mark.parametrize(
    ("right", "wrong", "detail"),
    [
        ("pink,fought", "pink,pink", "there is no status 'pink'"),
        ("paper,pink", "paper,red", "'red' of paper is there already"),
        (",yes,", ",perhaps,", "lossy: "),
    ],
)
def test_a_crosswalk_that_does_not_fit_is_refused(
    service: Service, tmp_path: Path, right: str, wrong: str, detail: str
) -> None:
    write_folder(tmp_path, **TABLES | {"crosswalk": CROSSWALK.replace(right, wrong)})
    with pytest.raises(DraftRejected) as refused:
        load(owner_engine(service.settings), tmp_path)
    assert any(detail in fault["detail"] for fault in refused.value.errors), refused.value.errors


def test_a_crosswalk_grows_but_what_it_says_is_fixed(service: Service, tmp_path: Path) -> None:
    engine = owner_engine(service.settings)
    write_folder(tmp_path, **TABLES)
    load(engine, tmp_path)
    table = tmp_path / "crosswalk.csv"
    table.write_text(CROSSWALK + "paper,blue,south,no,\n")
    assert load(engine, tmp_path).events == 1
    table.write_text(CROSSWALK.replace("pink,fought", "pink,north"))
    with pytest.raises(DraftRejected) as refused:
        load(engine, tmp_path)
    assert "recorded otherwise" in refused.value.errors[0]["detail"]


def test_equal_statuses_from_another_scale_are_one_claim(service: Service) -> None:
    table = CLAIMS.replace("D12,north,paper,red", "D12,north,,")
    assert send(service, table).status_code == 409
    assert service.get("/claims?limit=0").json()["total"] == 3
