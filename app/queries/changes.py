"""What was recorded, event by event? The feed that a reader folds into its own copy.

Commit order is the order of revisions, and the events are read up to a head that is read first:
no page leaves one out.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
)

from app.db.models import boundaries, boundary_versions, claims, events, redactions, reviews
from app.queries.claims import known_claims, read_claim
from app.queries.control_at import REVISION, THEATRE, View
from app.queries.figures import known_figures, read_figure
from app.queries.gazetteer import brought_places
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.sources import Source, known_sources

OWN_FIELDS = ("revision", "recorded_at", "kind", "recorded_by", "hash")
AFTER = bindparam("after", type_=BigInteger)


class ReviewOf(NamedTuple):
    """The desk gave a claim another standing."""

    claim: int
    standing: str
    reason: str


class Redaction(NamedTuple):
    """Texts of a claim, or of its report, were blanked."""

    claim: int
    fields: list[str]
    reason: str


class Boundaries(NamedTuple):
    """New shapes of so many districts, published by a source or drawn here (`schematic`).

    They are valid from the first to the last day; None: without end. `repaired` of them had wrong
    rings.
    """

    source: str
    title: str
    licence: str | None
    attribution: str | None
    valid_from: date | None
    valid_to: date | None
    origin: str | None
    districts: int
    repaired: int


class Change(NamedTuple):
    """An event and what it `brought`, as it was then; a claim's later reviews are not in it.

    `brought` is a Claim, Source, Figure, ReviewOf, Redaction, Boundaries, or for `places` a
    dictionary of lists.
    """

    revision: int
    recorded_at: datetime
    kind: str
    recorded_by: str | None
    hash: bytes
    brought: Any


def fetch_changes(connection: Connection, view: View, after: int, part: Part) -> Listed[Change]:
    """Fetch the events after a revision and up to that of the view, in order."""
    rows = connection.execute(changes_statement(part), view.binds | {"after": after})
    return listed(rows, part, _read)


def changes_statement(part: Part) -> Select[Any]:
    """Select the total, an event, then the columns of every kind, null but for its own."""
    event = events.c
    keys = select(event.revision).where(
        event.theatre == THEATRE, event.revision > AFTER, event.revision <= REVISION
    )
    page = page_of(keys, part)
    tables: FromClause = page.outerjoin(
        events, and_(event.theatre == THEATRE, event.revision == page.c.revision)
    )
    columns: list[ColumnElement[Any]] = [page.c.total, *(event[name] for name in OWN_FIELDS)]
    for kind, (brought, _) in KINDS.items():
        rows = brought().subquery(f"a_{kind}")
        tables = tables.outerjoin(rows, rows.c.revision == page.c.revision)
        columns += rows.c
    columns.append(case((event.kind == "places", brought_places(event.revision))))
    return select(*columns).select_from(tables).order_by(page.c.revision)


def _read(row: Sequence[Any]) -> Change:
    own = len(OWN_FIELDS)
    change = Change(*row[:own], *row[-1:])
    for kind, (statement, read) in KINDS.items():
        width = len(statement().selected_columns)
        if kind == change.kind:
            return change._replace(brought=read(row[own : own + width]))
        own += width
    return change


def _claims() -> Select[Any]:
    """Select each claim as it was when it was recorded."""
    return known_claims(claims.c.revision)


def _reviews() -> Select[Any]:
    r = reviews.c
    return select(r.claim, r.standing, r.reason, r.revision).where(r.theatre == THEATRE)


def _redactions() -> Select[Any]:
    r = redactions.c
    return select(r.claim, r.fields, r.reason, r.revision).where(r.theatre == THEATRE)


def _boundaries() -> Select[Any]:
    v = boundary_versions.c
    counts = (
        select(column).where(boundaries.c.theatre == THEATRE, boundaries.c.revision == v.revision)
        for column in (func.count(), func.count(boundaries.c.repaired))
    )
    districts, repaired = (one.correlate(boundary_versions).scalar_subquery() for one in counts)
    return select(
        *(v.source, v.title, v.licence, v.attribution, v.valid_from, v.valid_to, v.origin),
        *(districts.label("districts"), repaired.label("repaired"), v.revision),
    ).where(v.theatre == THEATRE)


KINDS: dict[str, tuple[Callable[[], Select[Any]], Callable[[Sequence[Any]], Any]]] = {
    "claim": (cache(_claims), read_claim),
    "review": (cache(_reviews), lambda row: ReviewOf(*row[:-1])),
    "source": (cache(known_sources), lambda row: Source(*row)),
    "figure": (cache(known_figures), read_figure),
    "boundaries": (cache(_boundaries), lambda row: Boundaries(*row[:-1])),
    "redaction": (cache(_redactions), lambda row: Redaction(*row[:-1])),
}
"""What each kind of event brings: a statement with the column `revision`, and how to read it."""
