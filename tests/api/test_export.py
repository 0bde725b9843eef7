"""All of a theatre travels as one zip: whole, described, and without what was redacted."""

import gc
import io
import json
import zipfile
from pathlib import Path

import anyio
from fastapi.testclient import TestClient
from frictionless import Package
from starlette.types import Message

from app.db.engines import owner_engine
from app.main import create_app
from app.services.check_ledger import check_ledger
from app.services.export_theatre import export_theatre
from app.services.load_theatre import load
from app.services.record_events import Ledger
from app.services.redact_texts import RedactionDraft, redact_texts
from app.settings import Settings
from tests.api.conftest import Get, Small
from tests.api.reads import AF
from tests.conftest import NewDatabase


def unpacked(client: TestClient, path: str, folder: Path) -> Path:
    answer = client.get(f"{path}/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    return folder


def test_its_manifest_has_the_hash_of_each_file(client: TestClient, tmp_path: Path) -> None:
    folder = unpacked(client, AF, tmp_path)
    package = Package(str(folder / "datapackage.json"))
    assert package.validate().flatten(["type", "note"]) == []
    files = {resource.path for resource in package.resources}
    assert files == {path.name for path in folder.iterdir()} - {"datapackage.json"}
    claims = folder / "claims.csv"
    claims.write_bytes(claims.read_bytes().replace(b"Badghis", b"Herat", 1))
    kinds = {kind for (kind,) in package.validate().flatten(["type"])}
    assert {"hash-count", "byte-count"} & kinds


def test_its_manifest_names_head_licence_and_method(
    client: TestClient, get: Get, tmp_path: Path
) -> None:
    theatre, method = get(""), get("/method")
    told = json.loads((unpacked(client, AF, tmp_path) / "datapackage.json").read_text())
    said = told["frontline"]
    for name in ("revision", "head_hash"):
        assert said[name] == theatre[name]
    assert told["licenses"] == [{"name": theatre["licence"]}]
    assert said["method"] == {name: method[name] for name in said["method"]}


def test_a_zip_is_the_folder_that_the_command_writes(
    client: TestClient, afghanistan: Settings, tmp_path: Path
) -> None:
    export_theatre(owner_engine(afghanistan), "AF", tmp_path / "written")
    export_theatre(owner_engine(afghanistan), "AF", tmp_path / "AF.zip")
    folder = unpacked(client, AF, tmp_path / "sent")
    for file in (tmp_path / "written").iterdir():
        assert (folder / file.name).read_bytes() == file.read_bytes(), file.name
    assert client.get(f"{AF}/export").content == (tmp_path / "AF.zip").read_bytes()


def test_a_zip_is_loaded_as_a_folder_is(
    client: TestClient, small: Small, new_database: NewDatabase, tmp_path: Path
) -> None:
    path = tmp_path / "small.zip"
    path.write_bytes(client.get(f"{small.path}/export").content)
    elsewhere = owner_engine(new_database())
    assert load(small.engine, path).events == 0
    assert load(elsewhere, path).revision == 8
    assert load(elsewhere, path).events == 0
    assert check_ledger(elsewhere) == {small.theatre: []}


def test_what_was_redacted_is_in_no_file(
    small: Small, client: TestClient, new_database: NewDatabase, tmp_path: Path
) -> None:
    shown = unpacked(client, small.path, tmp_path / "shown")
    assert {file.name for file in shown.iterdir() if b"first" in file.read_bytes()} == {
        "claims.csv",
        "ledger.jsonl",
    }
    with small.engine.begin() as connection:
        ledger = Ledger(connection, small.theatre)
        redact_texts(ledger, RedactionDraft(5, ["note"], "Someone could be found by it."))
    blanked = unpacked(client, small.path, tmp_path / "blanked")
    assert not [file.name for file in blanked.iterdir() if b"first" in file.read_bytes()]
    elsewhere = owner_engine(new_database())
    load(elsewhere, blanked)
    assert check_ledger(elsewhere) == {small.theatre: []}


def test_it_is_polled_like_any_answer(client: TestClient) -> None:
    with client.stream("GET", f"{AF}/export") as answer:
        headers = answer.headers
    again = client.get(f"{AF}/export", headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, headers["ETag"])
    head = client.head(f"{AF}/export")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Disposition"].startswith('attachment; filename="AF-')
    assert client.get(f"{AF}/export", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get(f"{AF}/export?at=2021-07-07").status_code == 400
    assert client.get("/v1/theatres/ZZ/export").status_code == 404


def test_a_client_that_leaves_holds_nothing(afghanistan: Settings) -> None:
    app = create_app(afghanistan.model_copy(update={"exports": 1, "pool_size": 1}))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "path": f"{AF}/export",
        "raw_path": f"{AF}/export".encode(),
        "query_string": b"",
        "headers": [],
        "state": {},
    }

    async def ask() -> None:
        begun = anyio.Event()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                begun.set()
                await anyio.sleep(0.01)

        async def receive() -> Message:
            await begun.wait()
            return {"type": "http.disconnect"}

        await app(scope, receive, send)

    with TestClient(app) as client:
        gc.disable()
        try:
            anyio.run(ask)
            assert client.get(f"{AF}/export").status_code == 200
        finally:
            gc.enable()


def test_no_more_run_at_once_than_are_allowed(afghanistan: Settings) -> None:
    app = create_app(afghanistan.model_copy(update={"exports": 1}))
    with TestClient(app) as client:
        assert app.state.exports.acquire(blocking=False)
        refused = client.get(f"{AF}/export")
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
        app.state.exports.release()
        for _ in range(3):
            assert client.get(f"{AF}/export").status_code == 200
            assert client.head(f"{AF}/export").status_code == 200
