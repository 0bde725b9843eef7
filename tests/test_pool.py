"""A pooled connection is asked whether it is good when it may not be, and only then."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.db import engines
from app.settings import Settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = engines.read_engine(settings)
    yield made
    made.dispose()


@pytest.fixture
def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note which connections are asked."""
    noted: list[object] = []
    ping = engine.dialect.do_ping

    def noting(connection: Any) -> bool:
        noted.append(connection)
        return ping(connection)

    monkeypatch.setattr(engine.dialect, "do_ping", noting)
    return noted


def process(engine: Engine) -> int:
    with engine.connect() as connection:
        found: int = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        return found


def test_one_that_was_just_used_is_lent_as_it_is(engine: Engine, asked: list[object]) -> None:
    first = process(engine)
    assert process(engine) == first
    assert not asked


def test_one_that_has_rested_is_asked(
    engine: Engine, asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = process(engine)
    monkeypatch.setattr(engines, "RESTED_S", 0)
    assert process(engine) == first
    assert len(asked) == 1


@pytest.mark.parametrize("rested_s", [0, 600])
def test_one_that_its_server_ended_is_replaced(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, rested_s: int
) -> None:
    monkeypatch.setattr(engines, "RESTED_S", rested_s)
    with engine.connect() as other:
        ended = process(engine)
        # It waits until the process has gone.
        end = f"SELECT pg_terminate_backend({ended}, 5000)"
        assert other.exec_driver_sql(end).scalar_one()
        assert process(engine) != ended


def test_no_statement_of_a_read_begins_a_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        moments = {connection.exec_driver_sql("SELECT now()").scalar_one() for _ in range(2)}
    assert len(moments) == 2
