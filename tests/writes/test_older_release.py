"""Is what an older release recorded there, though it kept no wins of it?

Its workers may write until they are replaced, while the schema is migrated under them.
"""

from datetime import date

import pytest

from app.db.models import theatres
from app.domain.asked import Asked
from app.queries.views import fetch_sight
from app.services import record_events
from app.services.check_ledger import check_ledger
from tests.writes.conftest import Service, apps, claim, serve, service

__all__ = ["apps", "serve", "service"]

DAY = date(2020, 4, 1)


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
    head_alone = record_events._move_head().values(wins_revision=theatres.c.wins_revision)
    with monkeypatch.context() as older:
        older.setattr(record_events, "win", lambda *_: None)
        older.setattr(record_events, "_move_head", lambda: head_alone)
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
