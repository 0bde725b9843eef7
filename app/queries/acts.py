"""What did a key record? In all theatres, event by event."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from app.db.models import events
from app.queries.pages import Listed, Part, listed, page_of


class Act(NamedTuple):
    """An event that a key recorded."""

    theatre: str
    revision: int
    recorded_at: datetime
    kind: str


def fetch_acts(connection: Connection, key: str, part: Part) -> Listed[Act]:
    """Fetch what the key with an id recorded, by theatre and revision; nothing if there is none.

    No index leads to it: the ledger is read through, for it is asked in an emergency alone.
    """
    event = events.c
    page = page_of(select(event.theatre, event.revision).where(event.recorded_by == key), part)
    same = and_(event.theatre == page.c.theatre, event.revision == page.c.revision)
    statement = (
        select(page.c.total, *(event[name] for name in Act._fields))
        .select_from(page.outerjoin(events, same))
        .order_by(page.c.theatre, page.c.revision)
    )
    return listed(connection.execute(statement), part, lambda row: Act(*row))
