"""The command imports a file or an address, tells what matched, and says what to do if it can't."""

import csv
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db.engines import owner_engine
from app.db.models import boundary_versions
from app.domain.boundary_presets import PRESETS
from app.errors import DraftRejected
from app.services.fetch_file import fetch_file
from app.services.load_theatre import load
from app.settings import Settings
from tests.boundaries.maps import SQUARES, write_map
from tests.builders import small_theatre

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run `frontline boundaries` as the owner; no address but those of this machine answers."""
    owner = settings.owner_database_url
    assert owner is not None
    environment = {
        "FRONTLINE_OWNER_DATABASE_URL": owner.get_secret_value(),
        "FRONTLINE_BOUNDARIES_LIMIT_BYTES": "1000000",
        "https_proxy": "http://127.0.0.1:1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    command = (sys.executable, "-m", "app.cli", "boundaries")
    return lambda *words: subprocess.run(
        (*command, *words), env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def theatre(settings: Settings, tmp_path: Path) -> str:
    return small_theatre(owner_engine(settings), tmp_path / "folder")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a server of the files in the folder `served`."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def versions(settings: Settings, theatre: str) -> list[tuple[object, ...]]:
    version = boundary_versions.c
    statement = select(version.source, version.title, version.origin, version.valid_from).where(
        version.theatre == theatre, version.source != "schematic"
    )
    with owner_engine(settings).connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_it_tells_what_matched_and_what_did_not(
    run: Run, settings: Settings, theatre: str, tmp_path: Path
) -> None:
    columns = {"pcode": ["D11", "D12", "D13", "X"], "name": ["", "", "Lower Mud", "Fogvile"]}
    shapes = [*SQUARES.values()][:4]
    file = write_map(tmp_path / "Survey of 2005.geojson", columns, shapes)
    report = tmp_path / "report.csv"
    words = ("import", str(file), "--theatre", theatre, "--valid-from", "2005-01-01")
    done = run(*words, "--report", str(report))
    assert done.returncode == 0, done.stderr
    for line in ("3 matched by code", "X, Fogvile: No district has", "2 districts without a shape"):
        assert line in done.stdout
    assert "recorded as revision 9" in done.stdout
    ((source, title, origin, valid_from),) = versions(settings, theatre)
    assert (source, title, origin) == ("survey-of-2005", file.name, file.name)
    assert str(valid_from) == "2005-01-01"
    with report.open() as lines:
        told = [(row["district"], row["matched_by"]) for row in csv.DictReader(lines)]
    assert told == [*((f"D1{n}", "code") for n in (1, 2, 3)), ("", ""), ("D21", ""), ("D22", "")]


def test_an_address_is_fetched(
    run: Run, settings: Settings, theatre: str, tmp_path: Path, served: str
) -> None:
    write_map(tmp_path / "served" / "map.gpkg")
    address = f"{served}/map.gpkg?version=2"
    done = run("import", address, "--theatre", theatre, "--source", "survey", "--title", "Survey")
    assert done.returncode == 0, done.stderr
    assert versions(settings, theatre) == [("survey", "Survey", address, None)]


def test_an_address_that_gives_nothing_is_told(run: Run, theatre: str, served: str) -> None:
    done = run("import", f"{served}/none.geojson", "--theatre", theatre)
    assert done.returncode == 1
    assert "can't be fetched (File not found)" in done.stderr
    assert f"boundaries import none.geojson --theatre {theatre}" in done.stderr


def test_an_address_that_gives_too_much_is_left(tmp_path: Path, served: str) -> None:
    (tmp_path / "served" / "large.zip").write_bytes(bytes(2_000))
    assert fetch_file(f"{served}/large.zip", tmp_path, 2_000).stat().st_size == 2_000
    with pytest.raises(DraftRejected, match="longer than 1,999 bytes"):
        fetch_file(f"{served}/large.zip", tmp_path, 1_999)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_without_a_network_a_preset_says_which_file_to_fetch(run: Run, preset: object) -> None:
    known = next(each for each in PRESETS if each is preset)
    done = run("import", "--theatre", known.theatre, "--preset", known.name)
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    name = Path(known.address).name
    again = f"boundaries import {name} --theatre {known.theatre} --preset {known.name}"
    for part in (known.address, known.page, again):
        assert part in said
    listed = run("presets").stdout
    for part in (known.name, known.licence, known.address, known.page):
        assert part in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--theatre", "AF"), "Name a file, an address, or a --preset"),
        (("none.zip", "--theatre", "AF"), "There is no file none.zip"),
        (("--theatre", "AF", "--preset", "x"), "geoboundaries, ocha-cod-ab"),
        (("--theatre", "Elbonia", "--preset", "geoboundaries"), "theatre Elbonia: none"),
        ((__file__, "--theatre", "NONE"), "There is no theatre 'NONE'"),
        ((__file__,), "--theatre"),
    ],
)
def test_what_is_missing_is_told(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("import", *words)
    assert done.returncode != 0
    assert said in done.stderr


def test_places_that_come_later_draw_no_cells_over_boundaries(
    run: Run, settings: Settings, theatre: str, tmp_path: Path
) -> None:
    file = write_map(tmp_path / "map.geojson")
    assert run("import", str(file), "--theatre", theatre).returncode == 0
    with (tmp_path / "folder" / "districts.csv").open("a") as table:
        table.write("D23,local,New Fog,,P2,district,,,12.8,50.2\n")
    assert load(owner_engine(settings), tmp_path / "folder").events == 1
    (version,) = versions(settings, theatre)
    assert version[0] == "map"
