"""What would a write change, if it were carried out? It is, and taken back."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from app.db.models import claims
from app.domain.asked import Asked
from app.domain.buckets import Bucket, fill
from app.domain.scale import Scale
from app.queries.status import fetch_status
from app.queries.views import Sight, fetch_sight
from app.services.authorize import Author
from app.services.record_events import Ledger, Origin


class Change(NamedTuple):
    """A district whose status would change."""

    code: str
    before: str
    after: str


class Effect(NamedTuple):
    """What a write would change on a day (None: in the latest state), under a policy."""

    at: date | None
    policy: str
    set_id: str
    changes: list[Change]
    before: list[Bucket]
    after: list[Bucket]


def dry_run(
    engine: Engine, theatre: str, author: Author, asked: Asked, work: Callable[[Ledger], object]
) -> Effect:
    """Let `work` record on a locked ledger, compare before and after, and take it all back.

    `asked.at` None means the greatest `latest` of the claims that `work` records. Raises what
    `work` raises, TheatreNotFound, SetNotFound, SourceNotFound and PolicyNotFound.
    """
    with engine.connect() as connection, connection.begin() as transaction:
        ledger = Ledger(connection, theatre, Origin(author.id))
        work(ledger)
        try:
            return _compare(connection, ledger, asked)
        finally:
            transaction.rollback()


def _compare(connection: Connection, ledger: Ledger, asked: Asked) -> Effect:
    added = (claims.c.theatre == ledger.theatre, claims.c.revision > ledger.began_at)
    at = asked.at or connection.scalar(select(func.max(claims.c.latest)).where(*added))
    views = [
        fetch_sight(connection, ledger.theatre, asked._replace(at=at, revision=revision))
        for revision in (ledger.began_at, ledger.revision)
    ]
    before, after = (_statuses(connection, sight) for sight in views)
    scale = views[0].theatre.scale
    changes = [
        Change(code, scale.at(step), scale.at(after[code][0]))
        for code, (step, _) in before.items()
        if step != after[code][0]
    ]
    view = views[0].view
    return Effect(
        at, view.policy.id, view.set_id, changes, _buckets(before, scale), _buckets(after, scale)
    )


def _statuses(connection: Connection, sight: Sight) -> dict[str, tuple[int | None, int]]:
    return {row.code: (row.status, row.mask) for row in fetch_status(connection, sight.view)}


def _buckets(statuses: dict[str, tuple[int | None, int]], scale: Scale) -> list[Bucket]:
    return fill(scale, ((step, mask, 1) for step, mask in statuses.values()))
