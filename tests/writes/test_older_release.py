"""Is what an older release recorded there, though it kept no wins of it?

Its workers may write until they are replaced, while the schema is migrated under them.
"""

from datetime import date
from functools import cache

import pytest
from sqlalchemy import BigInteger, DateTime, LargeBinary, Update, bindparam, func, update

from app.db.models import Code, theatres
from app.domain.asked import Asked
from app.queries.views import fetch_sight
from app.services import record_events
from app.services.check_ledger import check_ledger
from tests.writes.conftest import Service, apps, claim, serve, service

__all__ = ["apps", "serve", "service"]

DAY = date(2020, 4, 1)


@cache
def move_head_alone() -> Update:
    tell = func.pg_notify(bindparam("channel", type_=Code), bindparam("told", type_=Code))
    return (
        update(theatres)
        .where(theatres.c.id == bindparam("of_theatre", type_=Code))
        .values(
            revision=bindparam("revision", type_=BigInteger),
            recorded_at=bindparam("recorded_at", type_=DateTime(timezone=True)),
            head_hash=bindparam("hash", type_=LargeBinary),
        )
        .returning(tell)
    )


def status_of(service: Service, district: str) -> str:
    answer = service.get(f"/status?at={DAY}&policy=any").json()
    return str(next(item["status"] for item in answer["items"] if item["code"] == district))


def is_kept(service: Service) -> bool:
    with service.engine.connect() as connection:
        return fetch_sight(connection, service.theatre, Asked(at=DAY, policy="any")).view.kept


def test_it_is_read_at_once_and_kept_by_the_next_write(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.post("/claims", claim(place="D21", status="north"))
    assert is_kept(service)
    with monkeypatch.context() as older:
        older.setattr(record_events, "win", lambda *_: None)
        older.setattr(record_events, "_move_head", move_head_alone)
        url = "https://example.org/older"
        written = service.post("/claims", claim(place="D11", status="south", report={"url": url}))
        assert written.status_code == 201
    assert not is_kept(service)
    assert (status_of(service, "D11"), status_of(service, "D21")) == ("south", "north")
    assert check_ledger(service.engine)[service.theatre] == []
    service.post("/sources", {"id": "wire", "name": "A wire", "kind": "media"})
    assert is_kept(service)
    assert (status_of(service, "D11"), status_of(service, "D21")) == ("south", "north")
    assert check_ledger(service.engine)[service.theatre] == []
