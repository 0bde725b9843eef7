"""A batch is checked before its turn comes: what came in between is looked at again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.api.schemas.drafts import read_claims
from app.errors import DraftRejected
from app.services.authorize import Author
from app.services.issue_key import Scope
from app.services.post_claims import Batch, Desk, Recorded
from app.services.record_events import Ledger
from tests.writes.conftest import Service, claim

WALKER = {"id": "walker", "name": "A walker", "kind": "local", "favours": "south"}
SOMEONE = Author("", frozenset(Scope))


@contextmanager
def between(service: Service, *claims: object) -> Iterator[list[Recorded]]:
    """Check a batch, let something else be recorded, then record the batch."""
    batch = Batch(read_claims({"claims": claims}), Desk(SOMEONE))
    recorded: list[Recorded] = []
    with service.engine.begin() as connection:
        batch.check(connection, service.theatre)
        yield recorded
        recorded.append(batch.record(Ledger(connection, service.theatre)))


def test_a_source_that_came_in_between_is_not_recorded_again(service: Service) -> None:
    with between(service, claim(source=WALKER)) as recorded:
        revision = service.post("/sources", WALKER).json()["revision"]
    assert recorded[0].ids == [revision + 1]
    assert service.wrong() == []


def test_a_source_that_came_in_between_may_be_another(service: Service) -> None:
    head = service.head()
    with pytest.raises(DraftRejected), between(service, claim(source=WALKER)):
        service.post("/sources", WALKER | {"favours": None})
    assert service.head() == head + 1


def test_a_claim_that_came_in_between_changes_no_words(
    service: Service, statements: list[str]
) -> None:
    def places_looked_up() -> int:
        return sum("FROM places" in sent for sent in statements)

    with between(service, claim()):
        service.post("/claims", claim(place="D22"))
        before = places_looked_up()
    assert places_looked_up() == before + 1  # by the coverage
