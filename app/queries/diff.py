"""What makes the difference between two views: which claims count in one of them alone?"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Select,
    Subquery,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import Code, claims, coverage, reviews
from app.queries.control_at import View, eligible
from app.queries.majority import RECENT


class Event(NamedTuple):
    """The recording of a claim, or a review of it."""

    revision: int
    kind: str
    claim: int


class Cause(NamedTuple):
    """A claim on a district that counts in one of two views alone, and the events between them."""

    district: str
    claim: int
    events: list[Event]


def fetch_causes(
    connection: Connection, before: View, after: View, since: Mapping[str, date]
) -> list[Cause]:
    """Fetch the claims that one view weighs and the other does not, by district and claim.

    `since` has the districts, each with the day on which the earlier of its two present periods
    began: what was over before does not matter to either, but as a vote. A claim is weighed if it
    is eligible and its window begins by the day of the view. The events are those after the
    revision of `before` and up to that of `after`.
    """
    statement = causes_statement(before, after, since)
    rows = connection.execute(statement, {"theatre": after.theatre})
    return [
        Cause(row.district, row.claim, [Event(*event) for event in row.events or []])
        for row in rows
    ]


def causes_statement(before: View, after: View, since: Mapping[str, date]) -> Select[Any]:
    """Select the columns of Cause; events are null where there are none."""
    weighed = _weighed_once(before, after, since)
    event = _events(before, after).subquery("event")
    told = func.jsonb_build_array(event.c.revision, event.c.kind, event.c.claim)
    in_order = aggregate_order_by(told, event.c.revision)
    return (
        select(
            *weighed.c,
            func.jsonb_agg(in_order).filter(event.c.revision.is_not(None)).label("events"),
        )
        .select_from(weighed.outerjoin(event, event.c.claim == weighed.c.claim))
        .group_by(*weighed.c)
        .order_by(*weighed.c)
    )


def _weighed_once(before: View, after: View, since: Mapping[str, date]) -> Subquery:
    c = coverage.c
    asked = (
        func.unnest(literal([*since], ARRAY(Code)), literal([*since.values()], ARRAY(Date)))
        .table_valued(column("district", Code), column("since", Date))
        .render_derived("asked")
    )
    recent = and_(c.district == asked.c.district, c.latest >= asked.c.since - RECENT)
    one, other = (_weighed(view) for view in (before, after))
    return (
        select(c.district, c.claim)
        .join_from(coverage, asked, recent)
        .where(c.theatre == after.theatre, or_(one, other))
        .group_by(c.district, c.claim)
        .having(func.bool_or(one) != func.bool_or(other))
        .subquery("weighed")
    )


def _weighed(view: View) -> ColumnElement[bool]:
    revision, source = literal(view.revision), literal(view.policy.source, Code)
    counts = eligible(coverage, view.policy.rule, revision, source)
    return and_(counts, coverage.c.earliest <= view.day)


def _events(before: View, after: View) -> Any:
    def between(table: Any) -> list[ColumnElement[bool]]:
        return [
            table.c.theatre == after.theatre,
            table.c.revision > before.revision,
            table.c.revision <= after.revision,
        ]

    recorded = select(
        claims.c.revision, literal("claim").label("kind"), claims.c.revision.label("claim")
    )
    reviewed = select(reviews.c.revision, literal("review"), reviews.c.claim)
    return union_all(recorded.where(*between(claims)), reviewed.where(*between(reviews)))
