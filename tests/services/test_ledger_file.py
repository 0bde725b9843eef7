"""A ledger travels whole and is found out if it was changed on the way, or at home."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.db.engines import owner_engine
from app.errors import DraftRejected
from app.services.check_ledger import Head, check_ledger
from app.services.export_theatre import export_theatre
from app.services.facts import read_events
from app.services.load_theatre import load
from tests.conftest import NewDatabase, Superuser
from tests.folders import write_folder


@pytest.fixture
def engine(new_database: NewDatabase) -> Engine:
    """The owner's engine on a database of its own: a check looks at all theatres."""
    return owner_engine(new_database())


@pytest.fixture
def elsewhere(new_database: NewDatabase) -> Engine:
    """The owner's engine on yet another database."""
    return owner_engine(new_database())


@pytest.fixture
def theatre(engine: Engine, tmp_path: Path) -> str:
    id_ = write_folder(tmp_path / "folder")
    load(engine, tmp_path / "folder")
    return id_


def facts(engine: Engine, theatre: str) -> list[object]:
    with engine.connect() as connection:
        return list(read_events(connection, theatre))


def test_a_restored_ledger_is_the_same_in_every_fact(
    engine: Engine, theatre: str, elsewhere: Engine, tmp_path: Path
) -> None:
    shown = export_theatre(engine, theatre, tmp_path / "export")
    restored = load(elsewhere, tmp_path / "export")
    assert restored.revision == shown.revision
    assert check_ledger(elsewhere, Head(shown.revision, shown.head_hash)) == {theatre: []}
    assert facts(elsewhere, theatre) == facts(engine, theatre)
    assert load(elsewhere, tmp_path / "export").events == 0


def test_the_tables_of_an_export_make_the_same_theatre_afresh(
    engine: Engine, theatre: str, elsewhere: Engine, tmp_path: Path
) -> None:
    export_theatre(engine, theatre, tmp_path / "export")
    (tmp_path / "export" / "ledger.jsonl").unlink()
    load(elsewhere, tmp_path / "export")
    again = export_theatre(elsewhere, theatre, tmp_path / "again")
    assert again.revision == 8
    for file in (tmp_path / "export").glob("*.[ct][so][vm]*"):
        assert (tmp_path / "again" / file.name).read_text() == file.read_text(), file.name


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('"D22"', '"D21"', 9),
        ('"value":"', '"value":"x', 6),
        ('"kind":"source"', '"kind":"figure"', 4),
        ('"step":1', '"step":3', 2),
    ],
)
def test_a_ledger_that_was_changed_on_the_way_is_refused(
    engine: Engine,
    theatre: str,
    elsewhere: Engine,
    tmp_path: Path,
    right: str,
    wrong: str,
    line: int,
) -> None:
    export_theatre(engine, theatre, tmp_path)
    file = tmp_path / "ledger.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    assert right in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(right, wrong)
    file.write_text("".join(lines))
    with pytest.raises(DraftRejected) as refused:
        load(elsewhere, tmp_path)
    assert [fault["line"] for fault in refused.value.errors] == [line]
    assert check_ledger(elsewhere) == {}


@pytest.mark.parametrize("name", ["claims.csv", "theatre.toml"])
def test_a_table_that_was_changed_is_not_passed_over(
    engine: Engine, theatre: str, elsewhere: Engine, tmp_path: Path, name: str
) -> None:
    export_theatre(engine, theatre, tmp_path)
    (tmp_path / name).write_text((tmp_path / name).read_text() + "\n")
    for service in (engine, elsewhere):
        with pytest.raises(DraftRejected, match=f"Changed since the export: {name}.*take ledger"):
            load(service, tmp_path)
    (tmp_path / "datapackage.json").unlink()
    assert load(elsewhere, tmp_path).revision == 8


def test_a_ledger_that_was_cut_is_refused(
    engine: Engine, theatre: str, elsewhere: Engine, tmp_path: Path
) -> None:
    export_theatre(engine, theatre, tmp_path)
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(DraftRejected, match="restored"):
        load(elsewhere, tmp_path)


def test_a_noted_head_still_holds_and_another_does_not(engine: Engine, theatre: str) -> None:
    with engine.connect() as connection:
        noted = connection.execute(
            text("SELECT revision, hash FROM events ORDER BY revision")
        ).all()
    for revision, hash_ in noted:
        assert check_ledger(engine, Head(revision, hash_)) == {theatre: []}
    revision, hash_ = noted[3]
    for head in (Head(revision + 1, hash_), Head(revision, bytes(32)), Head(99, hash_)):
        assert check_ledger(engine, head)["expected"]


REWRITTEN = {
    "UPDATE claims SET status = 'south' WHERE revision = 6": "Revision 6 (claim",
    "UPDATE events SET recorded_by = 'k_1' WHERE revision = 5": "Revision 5 (claim",
    "UPDATE events SET recorded_at = '2019-01-01Z' WHERE revision = 7": "Revision 7",
    "UPDATE places SET name = 'Elsewhere' WHERE code = 'D12'": "Revision 1 (places",
    "UPDATE boundaries SET area_m2 = 1": "Revision 2 (boundaries",
    "UPDATE boundary_versions SET valid_to = '2020-01-01'": "Revision 2 (boundaries",
    "DELETE FROM set_members WHERE district = 'D22'": "Revision 1 (places",
    "DELETE FROM coverage WHERE district = 'D12'": "claim 6 is stored to cover",
    "UPDATE coverage SET status = 2 WHERE district = 'D11'": "claim 5 is stored to cover",
    "UPDATE wins SET status = 2 WHERE district = 'D11'": "stored of who governed D11",
    "DELETE FROM wins WHERE district = 'D12' AND rule = 1": "stored of who governed D12",
    "UPDATE redactable_texts SET value = 'other'": "does not fit its digest",
    "UPDATE redactable_texts SET value = NULL, salt = NULL": "blank without a redaction",
    "UPDATE theatres SET head_hash = sha256('x')": "head is 8; its events that fit end at 8",
    "DELETE FROM events WHERE revision = 8": "head is 8; its events that fit end at 7",
}


@pytest.mark.parametrize(("statement", "finding"), REWRITTEN.items())
def test_a_superuser_who_rewrites_history_is_found(
    engine: Engine, theatre: str, superuser: Superuser, statement: str, finding: str
) -> None:
    assert check_ledger(engine) == {theatre: []}
    with superuser(engine).begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(text(statement))
    (found,) = check_ledger(engine).values()
    assert any(finding in wrong for wrong in found), found
