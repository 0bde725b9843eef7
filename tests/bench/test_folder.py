"""Is the theatre that is made up for measuring loads one that loads, the same every time?"""

from pathlib import Path

from sqlalchemy import text

from app.db.engines import owner_engine
from app.services.check_ledger import check_ledger
from app.services.load_theatre import load
from bench.folder import PROVINCES, write_theatre
from bench.ledger import THEATRE
from tests.conftest import NewDatabase

PLACES, CLAIMS = 90, 400


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_theatre(tmp_path / name, PLACES, CLAIMS)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_it_loads_with_all_kinds_of_claims(new_database: NewDatabase, tmp_path: Path) -> None:
    engine = owner_engine(new_database())
    write_theatre(tmp_path, PLACES, CLAIMS)
    loaded = load(engine, tmp_path)
    assert (loaded.theatre, loaded.claims) == (THEATRE, CLAIMS)
    assert check_ledger(engine) == {THEATRE: []}
    with engine.connect() as connection:
        kinds = "SELECT DISTINCT standing, earliest < latest FROM claims"
        assert len(connection.execute(text(kinds)).all()) == 4
        levels = "SELECT level, count(*) FROM places GROUP BY level ORDER BY level"
        found = [tuple(row) for row in connection.execute(text(levels))]
    assert found == [(0, 1), (1, PROVINCES), (2, PLACES)]
