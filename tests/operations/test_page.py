"""The operator's page: its steps do what it says, and it names nothing that there is not."""

import configparser
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.db.engines import owner_engine
from app.main import create_app
from app.services.issue_key import list_keys
from app.services.load_theatre import load
from app.settings import PREFIX, Settings
from tests.conftest import NewDatabase
from tests.folders import write_folder
from tests.operations.figures import Figures
from tests.operations.page import PAGE, blocks, run
from tests.operations.test_backup import head, told, urls
from tests.serving import hold, serving, soon_logged
from tests.writes.conftest import Service, claim

ROOT = Path(__file__).parents[2]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def test_a_release_can_be_left_and_taken_again(new_database: NewDatabase, tmp_path: Path) -> None:
    settings, theatre = new_database(), write_folder(tmp_path / "folder")
    load(owner_engine(settings), tmp_path / "folder")
    answers = told(settings, theatre)
    (back,), (upgrade,) = blocks("Go back"), blocks("Upgrade")
    run(back, ROOT, **urls(settings))
    with pytest.raises(AssertionError, match="run `frontline migrate`"):
        run("frontline serve", tmp_path, FRONTLINE_PORT="0", **_of_service(settings))
    assert f"{theatre}: nothing is wrong" in run(upgrade, tmp_path, **urls(settings))
    (check,) = blocks("Tampering is suspected")
    assert "nothing is wrong" in run(check, tmp_path, **urls(settings), **head(answers))
    assert told(settings, theatre) == answers


def _of_service(settings: Settings) -> dict[str, str]:
    return {"FRONTLINE_DATABASE_URL": urls(settings)["FRONTLINE_DATABASE_URL"]}


def test_a_key_is_rotated(service: Service, tmp_path: Path) -> None:
    (rotate,) = blocks("Rotate a key")
    with service.engine.connect() as connection:
        old = next(k for k in list_keys(connection) if k.name == f"desk {service.theatre}")
    run(rotate, tmp_path, OLD_KEY=old.id, **urls(service.settings))
    with service.engine.connect() as connection:
        keys = {key.name: key for key in list_keys(connection)}
    assert keys[old.name].revoked_at is not None
    new = keys["desk of the north, 2027"]
    assert (new.scopes, new.revoked_at) == (["claims:write"], None)
    assert new.expires_at is not None
    assert service.post("/claims", claim()).status_code == 401


@pytest.fixture
def at_work(service: Service, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Serve the theatre; give what the incidents' commands find in their environment."""
    with serving(service.settings, tmp_path / "log", WORKERS="1") as port:
        hold(port, f"{service.path}/status")
        yield {
            "SERVICE": f"http://127.0.0.1:{port}",
            "THEATRE": service.theatre,
            "KEY": service.keys["desk"],
            "ADMIN": service.keys["admin"],
            **urls(service.settings),
        }


@needs_curl
def test_what_is_done_when_something_happens(
    service: Service, tmp_path: Path, at_work: dict[str, str]
) -> None:
    posted = service.post("/claims", claim(note="marigold", speaker="marigold"))
    at_work["CLAIM"] = str(posted.json()["revision"])
    (retract,), (redact,) = (
        blocks("A wrong claim was published"),
        blocks("A text endangers someone"),
    )
    assert json.loads(run(retract, tmp_path, **at_work))["revision"] == service.head()
    assert service.get(f"/claims/{at_work['CLAIM']}").json()["standing"] == "retracted"
    run(redact, tmp_path, **at_work)
    shown = service.get(f"/claims/{at_work['CLAIM']}").json()
    assert (shown["speaker"], shown["note"]) == (None, None)

    with service.engine.connect() as connection:
        named = {key.name: key.id for key in list_keys(connection)}
    at_work["LEAKED_KEY"] = named[f"desk {service.theatre}"]
    (leaked,) = blocks("A key leaked")
    answer = run(leaked, tmp_path, **at_work)
    acts = json.loads(answer[answer.index("{") :])["items"]
    assert [act["kind"] for act in acts] == ["claim", "review"]
    assert service.post("/claims", claim()).status_code == 401
    with pytest.raises(AssertionError, match="This key was revoked"):
        run(retract, tmp_path, **at_work)
    refused = soon_logged(tmp_path / "log", status=401)
    assert refused["key"] == at_work["LEAKED_KEY"]
    assert service.wrong() == []


def test_the_settings_that_it_names_are_there() -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", PAGE))
    of_roles = {"OWNER_PASSWORD", "SERVICE_PASSWORD"}  # of docker/database.sql
    assert named - of_roles <= {name.upper() for name in Settings.model_fields}
    assert all(f"{PREFIX}{name}" in (ROOT / "docker/database.sql").read_text() for name in of_roles)
    (environment, *_) = [text for text in blocks("Install", "ini") if text.startswith(PREFIX)]
    given = dict(line.split("=", 1) for line in environment.splitlines())
    own = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}
    assert Settings.model_validate(own).workers == int(given["FRONTLINE_WORKERS"])


def test_the_unit_runs_the_service_and_waits_longer_than_it_takes_to_stop() -> None:
    (text, *_) = blocks("Install", "ini")
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(text)
    assert unit["Service"]["ExecStart"].endswith("/bin/frontline serve")
    assert int(unit["Service"]["TimeoutStopSec"]) > Settings().shutdown_grace_s
    assert "User" not in unit["Service"] or unit["Service"]["User"] != "root"


def test_the_figures_that_it_names_are_there(service: Service) -> None:
    service.post("/claims", claim())
    scraped = Figures.of(service.client.get("/metrics").text)
    there = {name.split("{")[0] for name in scraped}
    (alerts,) = blocks("Watch", "yaml")
    rules: list[dict[str, Any]] = yaml.safe_load(alerts)["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 5
    assert all(rule["annotations"]["summary"] for rule in rules)
    asked = {name for rule in rules for name in re.findall(r"frontline_\w+", rule["expr"])}
    rows = [row.split("|")[1] for row in PAGE.splitlines() if row.startswith("| `frontline_")]
    table = {name for row in rows for name in re.findall(r"`(frontline_\w+)`", row)}
    assert asked <= there
    counted = {name for name in there if not name.endswith("_created")}
    assert table == {re.sub("_(bucket|sum|count)$", "", name) for name in counted}


def test_the_routes_that_it_names_are_there(settings: Settings) -> None:
    paths = set(create_app(settings).openapi()["paths"])
    for named in re.findall(r"`(?:GET )?(/[a-z][\w/{}]*)`", PAGE):
        assert named in paths, named
