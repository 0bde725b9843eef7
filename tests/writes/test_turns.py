"""Writers wait for their turn, and nobody else does."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

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
