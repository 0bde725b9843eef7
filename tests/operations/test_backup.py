"""What was backed up as the operator's page says is restored as it says, to the same heads."""

import json
import shutil
from pathlib import Path

from starlette.testclient import TestClient

from app.db.engines import owner_engine, read_engine
from app.db.migrate import migrate
from app.db.provision import SERVICE, provision
from app.db.server import HBA
from app.main import create_app
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.conftest import NewDatabase, settings_for
from tests.folders import write_folder
from tests.operations.own_server import DATABASE, REPLICATION, WORDS, machine
from tests.operations.page import blocks, run
from tests.writes.conftest import claim


def urls(settings: Settings) -> dict[str, str]:
    """Give the addresses as the environment holds them, and PostgreSQL's programs take them."""
    return {
        f"FRONTLINE_{name.upper()}": getattr(settings, name)
        .get_secret_value()
        .replace("+psycopg", "")
        for name in ("database_url", "owner_database_url")
    }


def record(settings: Settings, theatre: str, note: str) -> None:
    """Post a claim, as a client does."""
    with owner_engine(settings).begin() as connection:
        key = create_key(connection, "desk", [Scope.CLAIMS_WRITE])
    headers = {"Authorization": f"Bearer {key}"}
    posted = claim(note=note, report={"title": note, "publisher": "The Gazette"})
    with TestClient(create_app(settings)) as client:
        answer = client.post(f"/v1/theatres/{theatre}/claims", json=posted, headers=headers)
        assert answer.status_code == 201, answer.text


def told(settings: Settings, theatre: str) -> list[bytes]:
    """Give what the service says of the theatre with its head, of its status and its events."""
    with TestClient(create_app(settings)) as client:
        asked = [
            client.get(f"/v1/theatres/{theatre}{path}") for path in ("", "/status", "/changes")
        ]
    assert {answer.status_code for answer in asked} == {200}
    return [answer.content for answer in asked]


def head(answers: list[bytes]) -> dict[str, str]:
    """Give the head as an operator notes it."""
    theatre = json.loads(answers[0])
    return {"REVISION": str(theatre["revision"]), "HASH": theatre["head_hash"]}


def test_a_dump_is_restored_to_the_same_heads(
    new_database: NewDatabase, home: Path, tmp_path: Path
) -> None:
    before, (dump,), (restore,) = new_database(), blocks("Dump"), blocks("Restore a dump")
    theatre = write_folder(tmp_path / "folder")
    load(owner_engine(before), tmp_path / "folder")
    record(before, theatre, "said after the load")
    answers, url = told(before, theatre), owner_engine(before).url
    assert head(answers)["HASH"] in run(dump, tmp_path, **urls(before))
    record(before, theatre, "said after the dump")
    name = f"restored_{url.database}"
    passwords = json.loads((home / "cluster" / "passwords.json").read_text())
    superuser = {"PGUSER": "postgres", "PGPASSWORD": passwords["superuser"]}
    superuser |= {"PGHOST": str(url.query["host"]), "DATABASE": name}
    after = settings_for(url.set(database=name), read_engine(before).url.set(database=name))
    said = run(restore, tmp_path, **urls(after), **superuser, **head(answers))
    assert f"{theatre}: nothing is wrong" in said
    assert told(after, theatre) == answers
    record(after, theatre, "said after the restore")


def test_a_base_backup_with_its_wal_is_restored_to_the_last_write(tmp_path: Path) -> None:
    (backup,), (restore,) = blocks("Base backup and WAL"), blocks("Restore a base backup")
    (archiving,) = blocks("Base backup and WAL", "ini")
    theatre = write_folder(tmp_path / "folder")
    with machine() as own:
        server, settings = own.server("data"), own.settings()
        server.create(WORDS.superuser, durable=True)
        (server.data / "pg_hba.conf").write_text(HBA + REPLICATION)
        archived = archiving.replace("/var/backups/frontline", str(own.folder / "backups"))
        with (server.data / "postgresql.conf").open("a") as lines:
            lines.write(archived)
        own.start(server, {})
        provision(own.folder, DATABASE, WORDS)
        migrate(owner_engine(settings), SERVICE)
        load(owner_engine(settings), tmp_path / "folder")
        run(backup, own.folder, *own.account.prefix, **own.environment)
        record(settings, theatre, "said after the backup")
        answers = told(settings, theatre)
        server.stop()
        shutil.rmtree(server.data)
        run(restore, own.folder, *own.account.prefix, **own.environment, DATA=str(server.data))
        own.start(server, {})
        assert told(settings, theatre) == answers
        check = 'frontline check --expect "$REVISION:$HASH"'
        said = run(check, tmp_path, **urls(settings), **head(answers))
        assert f"{theatre}: nothing is wrong" in said
        record(settings, theatre, "said after the restore")
