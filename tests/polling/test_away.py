"""While the database is away, a worker answers what it holds, and says how old that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.db.heads import Heads
from tests.conftest import superuser_engine
from tests.polling.test_stream import wait_until
from tests.writes.conftest import Answer, Serve, Service, claim

HELD = ("/status", "/aggregates?at=2020-02-20")
PINNED = "/aggregates?at=2020-02-20&revision=3"
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"


@contextmanager
def away(service: Service, home: Path) -> Iterator[None]:
    """Shut the service out of its database until the end of the `with`."""
    heads: Heads = service.client.app.state.databases.primary.heads  # type: ignore[attr-defined]
    url = service.engine.url
    engine = superuser_engine(home, url.set(database="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        connection.exec_driver_sql(CUT.format(url.database))
        try:
            wait_until(lambda: heads.away_s is not None)
            yield
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")
            wait_until(lambda: heads.sure)


def is_old(answer: Answer) -> bool:
    """Tell whether an answer says that it may be old, which it does in two headers or in none."""
    assert answer.status_code in {200, 304}
    assert ("Age" in answer.headers) == ("Cache-Status" in answer.headers)
    return "Age" in answer.headers


def test_what_is_held_goes_out_with_its_age(service: Service, home: Path) -> None:
    before = {path: service.get(path) for path in HELD}
    assert not any(map(is_old, before.values()))
    with away(service, home):
        for path, fresh in before.items():
            old = service.get(path)
            assert is_old(old)
            assert (old.content, old.headers["ETag"]) == (fresh.content, fresh.headers["ETag"])
            assert 0 <= int(old.headers["Age"]) < 60
            assert old.headers["Cache-Status"].startswith("Frontline; hit; ttl=-")
            unchanged = service.get(path, **{"If-None-Match": fresh.headers["ETag"]})
            assert (unchanged.status_code, is_old(unchanged)) == (304, True)
    assert not is_old(service.get(HELD[0]))


def test_what_can_not_change_is_never_old(serve: Serve, home: Path) -> None:
    service = serve(stale_s=0)
    fresh = service.get(PINNED)
    service.get(HELD[0])
    with away(service, home):
        pinned = service.get(PINNED)
        assert (pinned.content, is_old(pinned)) == (fresh.content, False)
        assert service.get(HELD[0]).status_code == 503


def test_all_else_is_refused_until_the_database_is_back(service: Service, home: Path) -> None:
    head = service.head()
    service.get("/status")
    with away(service, home):
        mine = service.get("/status", **{"Min-Revision": str(head)})
        refused = [
            service.get("/status", **{"Min-Revision": str(head + 1)}),
            service.get("/provinces"),
            service.post("/claims", claim(), idempotency_key="k"),
            service.client.get("/readyz"),
        ]
        assert service.client.get("/healthz").status_code == 200
    assert is_old(mine)
    for answer in refused:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert service.post("/claims", claim(), idempotency_key="k").json()["revision"] == head + 1
    assert service.get("/status").json()["revision"] == head + 1


def test_a_moment_of_which_nothing_is_known_is_not_answered(service: Service, home: Path) -> None:
    """What the head was at an instant is not settled by a clock that went on without the ledger."""
    heads: Heads = service.client.app.state.databases.primary.heads  # type: ignore[attr-defined]
    for asked in ("/status", "/status?known_at=2025-01-01"):
        service.get(asked)
    with away(service, home):
        heads._answered_at -= 500  # as after so many seconds
        assert not is_old(service.get("/status?known_at=2025-01-02"))
        for seconds in (100, 520):
            moment = datetime.now(UTC) - timedelta(seconds=seconds)
            asked = f"/status?known_at={moment:%Y-%m-%dT%H:%M:%SZ}"
            assert service.get(asked).status_code == 503
        assert int(service.get("/status").headers["Age"]) >= 500
