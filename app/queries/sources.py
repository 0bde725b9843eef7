"""Who asserts, and to whom are they partial?"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, select

from app.db.models import events, sources
from app.queries.control_at import REVISION, THEATRE, View
from app.queries.pages import Listed, Part, listed, page_of


class Source(NamedTuple):
    """A source; `favours` is the actor it is partial to, None: no one."""

    id: str
    name: str
    kind: str
    favours: str | None
    revision: int
    recorded_at: datetime


def fetch_sources(connection: Connection, view: View, part: Part) -> Listed[Source]:
    """Fetch the sources that were known at the revision of the view, by id."""
    keys = select(sources.c.id).where(sources.c.theatre == THEATRE, sources.c.revision <= REVISION)
    page = page_of(keys, part)
    source = known_sources().subquery("source")
    statement = (
        select(page.c.total, *source.c)
        .select_from(page.outerjoin(source, source.c.id == page.c.id))
        .order_by(page.c.id)
    )
    rows = connection.execute(statement, view.binds)
    return listed(rows, part, lambda row: Source(*row))


def known_sources() -> Select[Any]:
    """Select the columns of Source."""
    c = sources.c
    recording = and_(events.c.theatre == THEATRE, events.c.revision == c.revision)
    return (
        select(c.id, c.name, c.kind, c.favours, c.revision, events.c.recorded_at)
        .join_from(sources, events, recording)
        .where(c.theatre == THEATRE)
    )
