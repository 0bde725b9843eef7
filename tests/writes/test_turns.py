"""Writers wait for their turn, and nobody else does."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import event, text

from app.db.engines import WRITER_WAIT_S
from tests.writes.conftest import Service, claim

MORE_THAN_THREADS = 60
LOCK = text("SELECT FROM theatres WHERE id = :id FOR UPDATE")


def test_reads_are_answered_while_many_writers_wait(service: Service) -> None:
    head = service.head()

    def post(number: int) -> int:
        body = claim(report={"url": f"https://example.org/{number}"})
        status: int = service.post("/claims", body).status_code
        return status

    with ThreadPoolExecutor(MORE_THAN_THREADS) as pool:
        with service.engine.begin() as connection:
            connection.execute(LOCK, {"id": service.theatre})
            posts = [pool.submit(post, number) for number in range(MORE_THAN_THREADS)]
            reads = [service.get(f"/claims?limit={n}").status_code for n in range(20)]
            assert not any(each.done() for each in posts)
        statuses = [each.result() for each in posts]
    assert set(reads) == {200}
    assert set(statuses) == {201}
    assert service.head() == head + MORE_THAN_THREADS


def test_who_waits_too_long_for_a_theatre_is_told(service: Service) -> None:
    """Another machine has the lock, so no turn that is taken here tells when it is free."""
    writes = service.client.app.state.databases.writes  # type: ignore[attr-defined]

    def hurry(connection: Any, *_: object) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 1")

    with writes.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == f"{WRITER_WAIT_S}s"
        assert (
            connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
            == f"{WRITER_WAIT_S}s"
        )
    event.listen(writes, "begin", hurry)
    with service.engine.begin() as connection:
        connection.execute(LOCK, {"id": service.theatre})
        answer = service.post("/claims", claim())
    event.remove(writes, "begin", hurry)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "writing" in answer.json()["detail"]
    assert service.post("/claims", claim()).status_code == 201
