"""Reads that take long hold up neither writes nor readiness, and no more wait than may."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine

from app.api.bulkheads import MOST_WAITING, MOST_WRITES
from app.db.engines import aside_engine, read_engine, write_engine
from tests.writes.conftest import Serve, Service, claim

READS_AT_ONCE = 3
SOURCE = {"id": "radio", "name": "Radio", "kind": "media"}


@contextmanager
def locked(engine: Engine, table: str) -> Iterator[None]:
    """Lock a table, so that whoever asks for it waits."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


REFUSED = (503, "application/problem+json", "2", "Too much is asked now. Try again in a moment.")


def told(answer: Any) -> tuple[int, str, str, str]:
    headers = answer.headers
    detail = answer.json()["detail"]
    return answer.status_code, headers["content-type"], headers["retry-after"], detail


@pytest.mark.parametrize("held_bytes", [0, 1_000_000])
def test_slow_reads_hold_up_neither_writes_nor_readiness(serve: Serve, held_bytes: int) -> None:
    service = serve(pool_size=READS_AT_ONCE, held_bytes=held_bytes)
    ready = service.client.get("/readyz").headers.keys() - {"x-request-id"}
    room = READS_AT_ONCE + MOST_WAITING
    with ThreadPoolExecutor(room + 20) as pool, locked(service.engine, "coverage"):
        asked = (f"/status?bbox=0.{n},0,90,90" for n in range(room + 20))
        reads = [pool.submit(service.get, question) for question in asked]
        quick: set[Future[Any]] = set()
        while len(quick) < 20:
            quick |= wait(set(reads) - quick, return_when=FIRST_COMPLETED).done
        refused = {told(each.result()) for each in quick}
        assert refused == {REFUSED}
        assert all(ready <= each.result().headers.keys() for each in quick)
        assert service.client.get("/readyz").status_code == 200
        assert service.client.get("/healthz").status_code == 200
        assert service.post("/sources", SOURCE).status_code == 201
    assert service.get("/status").status_code == 200


def test_no_more_writes_are_under_way_than_may(service: Service) -> None:
    def post(number: int) -> Any:
        return service.post("/claims", claim(report={"url": f"https://example.org/{number}"}))

    head = service.head()
    with ThreadPoolExecutor(MOST_WRITES + 5) as pool:
        with locked(service.engine, "theatres"):
            posts = [pool.submit(post, number) for number in range(MOST_WRITES + 5)]
            quick = wait(posts, return_when=FIRST_COMPLETED).done
            while len(quick) < 5:
                quick |= wait(set(posts) - quick, return_when=FIRST_COMPLETED).done
            refused = {told(each.result()) for each in quick}
            assert refused == {REFUSED}
            assert service.client.get("/readyz").status_code == 200
        statuses = [each.result().status_code for each in set(posts) - quick]
    assert statuses == [201] * MOST_WRITES
    assert service.head() == head + MOST_WRITES


@pytest.mark.parametrize("engine", [read_engine, write_engine, aside_engine])
def test_every_connection_of_the_service_has_its_limits(service: Service, engine: Any) -> None:
    made = engine(service.settings)
    with made.connect() as connection:
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert connection.exec_driver_sql(f"SHOW {limit}").scalar_one() != "0", limit
    made.dispose()
