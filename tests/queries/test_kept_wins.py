"""Is what is kept of who governed when what the rule says, at every head there was?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from alembic import command
from hypothesis import given
from sqlalchemy import Connection, except_all, select, text
from sqlalchemy.exc import IntegrityError

from app.db.engines import owner_engine
from app.db.migrate import alembic_config
from app.db.models import wins
from app.domain.asked import Asked
from app.domain.policies import KEPT, parse_policy
from app.queries.aggregates import fetch_cells
from app.queries.control import holds
from app.queries.control_at import View
from app.queries.provinces import fetch_provinces
from app.queries.series import fetch_series
from app.queries.status import fetch_status
from app.queries.status_series import fetch_status_series
from app.queries.views import fetch_sight
from app.services.derive_wins import WON, won
from app.services.load_theatre import load
from app.settings import Settings
from tests.conftest import AFGHANISTAN, NewDatabase
from tests.queries.ledgers import BATCHES, GAZETTEER, THEATRE, record, write_theatre
from tests.queries.test_control_at_model import AROUND, examples

Read = Callable[[Connection, View], object]

OF_A_DAY: list[Read] = [
    fetch_status,
    fetch_provinces,
    lambda connection, view: sorted(fetch_cells(connection, view), key=str),
]
OF_MANY: list[Read] = [
    lambda connection, view: [
        sorted(cells, key=str) for cells in fetch_series(connection, view, AROUND)
    ],
    lambda connection, view: fetch_status_series(connection, view, AROUND[0], AROUND[-1]),
]
SUMMER = [date(2021, 5, 1) + timedelta(days=n) for n in range(0, 120, 3)]


def compare(connection: Connection, view: View, reads: list[Read]) -> None:
    by_the_rule = view._replace(kept_at=-1)
    assert (view.kept, by_the_rule.kept) == (True, False)
    for read in reads:
        assert read(connection, view) == read(connection, by_the_rule)


@examples
@given(batches=BATCHES)
def test_it_is_right_at_every_head_there_was(owner_connection: Connection, batches: Any) -> None:
    """Who resolved a view before others wrote still reads what stood then."""
    with owner_connection.begin_nested() as savepoint:
        write_theatre(owner_connection)
        _, last = record(owner_connection, batches)
        here = wins.c.theatre == THEATRE
        changed = owner_connection.scalars(select(wins.c.revision_from).where(here).distinct())
        for head in {GAZETTEER, last, *changed}:
            for rule in KEPT:
                view = View(THEATRE, "all", parse_policy(rule), head, AROUND[0], head)
                compare(owner_connection, view, OF_MANY)
                for day in AROUND:
                    compare(owner_connection, view._replace(day=day), OF_A_DAY)
        savepoint.rollback()


@pytest.mark.parametrize("rule", KEPT)
def test_it_is_right_about_what_happened(afghanistan: Settings, rule: str) -> None:
    with owner_engine(afghanistan).connect() as connection:
        for day in SUMMER:
            view = fetch_sight(connection, "AF", Asked(at=day, policy=rule)).view
            compare(connection, view, OF_A_DAY)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM wins",
        "TRUNCATE wins",
        "UPDATE wins SET mask = 0",
        "UPDATE wins SET revision_to = revision_to - 1, status = 0",
        "; ".join(["UPDATE wins SET revision_to = revision_to - 1"] * 2),
    ],
)
def test_nobody_changes_it_but_by_ending_it_once(new_database: NewDatabase, change: str) -> None:
    engine = owner_engine(new_database())
    load(engine, AFGHANISTAN)
    with engine.begin() as connection:
        with pytest.raises(IntegrityError, match="never changed or removed"):
            connection.exec_driver_sql(change)
        connection.rollback()


def test_a_migration_derives_it_from_what_is_there(new_database: NewDatabase) -> None:
    engine = owner_engine(new_database())
    load(engine, AFGHANISTAN)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0010")
        command.upgrade(alembic_config(connection), "head")
        head = connection.scalar(text("SELECT revision FROM theatres"))
        binds = {"theatre": "AF", "revision": head}
        stored = select(*(wins.c[name] for name in WON)).where(holds())
        assert connection.execute(select(wins.c.revision_from).distinct()).all() == [(head,)]
        assert connection.execute(stored).first() is not None
        for differing in (except_all(stored, won()), except_all(won(), stored)):
            assert connection.execute(differing, binds).all() == []
