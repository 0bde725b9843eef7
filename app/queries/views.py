"""Which view of the ledger is asked for: at which revision, and for which stretch of days?"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    RowMapping,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
    true,
)

from app.db.models import boundary_versions, claims, events, sources, theatres
from app.domain.asked import Asked
from app.domain.policies import Policy, parse_policy, require_offered
from app.errors import RevisionNotFound, SetNotFound, SourceNotFound, TheatreNotFound
from app.queries.control_at import DAY, REVISION, SOURCE, THEATRE, View
from app.queries.literals import ONE
from app.queries.places import Levels, choose, not_found, place_binds, places_named
from app.queries.theatres import Theatre, day_of, read_theatre, theatre_columns


class Stretch(NamedTuple):
    """The days around the one asked for on which the answer is the same; None: without end."""

    first: date | None
    last: date | None


class Place(NamedTuple):
    """A place that is asked for by code or name, at the levels of `app.queries.places`."""

    levels: Levels
    text: str


class Sight(NamedTuple):
    """A view with what is needed to show it: when its revision was recorded, how large its set is.

    `stretch` is None where the latest state was asked for; `place` is the code of the place that
    was asked for, None where none was.
    """

    theatre: Theatre
    view: View
    recorded_at: datetime | None
    total: int
    stretch: Stretch | None
    place: str | None


def fetch_sight(
    connection: Connection, theatre: str, asked: Asked, place: Place | None = None
) -> Sight:
    """Resolve what is asked, in one statement.

    Before its first event a ledger is at revision 0 and knows nothing. Raises TheatreNotFound,
    RevisionNotFound, SetNotFound, SourceNotFound, PolicyNotFound,
    PlaceNotFound and PlaceAmbiguous.
    """
    policy = parse_policy(asked.policy) if asked.policy else None
    row = _find(connection, theatre, asked, policy, place)
    found = read_theatre(row)
    totals = {item["id"]: item["total"] for item in found.sets}
    policy = policy or parse_policy(found.default_policy)
    require_offered(policy, found.scale.degrees())
    set_id = asked.set_id or found.default_set
    if set_id not in totals:
        raise SetNotFound(set_id)
    recorded_at = row["seen_at"]
    recorded_on = recorded_at.date() if recorded_at else date.min
    view = View(
        theatre,
        set_id,
        policy,
        row["seen_revision"] or 0,
        min(asked.at, recorded_on) if asked.at else recorded_on,
        row["wins_revision"],
    )
    stretch = _stretch(row) if asked.at else None
    code = choose(row["places"], place.text) if place else None
    if place and code is None:
        raise not_found(connection, theatre, place.levels, place.text)
    return Sight(found, view, recorded_at, totals[set_id], stretch, code)


def _find(
    connection: Connection, theatre: str, asked: Asked, policy: Policy | None, place: Place | None
) -> RowMapping:
    """Fetch the row of what is asked, which is there."""
    binds = {
        "theatre": theatre,
        "revision": asked.revision,
        "known_at": asked.known_at,
        "day": asked.at,
        "source": policy and policy.source,
        **(place_binds(place.text) if place else {}),
    }
    row = connection.execute(_statement(asked, place), binds).mappings().one_or_none()
    if row is None:
        raise TheatreNotFound(theatre)
    if asked.revision is not None and asked.revision > row["revision"]:
        raise RevisionNotFound(asked.revision, row["revision"])
    if policy and policy.source and not row["source_exists"]:
        raise SourceNotFound(policy.source)
    return row


def _stretch(row: RowMapping) -> Stretch:
    return Stretch(row["first"], row["next"] and row["next"] - timedelta(days=1))


def _statement(asked: Asked, place: Place | None) -> Select[Any]:
    kind = "known_at" if asked.known_at else "head"
    if asked.revision is not None:
        kind = "revision"
    return sight_statement(kind, stretch=asked.at is not None, levels=place and place.levels)


@cache
def sight_statement(kind: str, *, stretch: bool, levels: Levels | None = None) -> Select[Any]:
    """Select a theatre with the event at which it is seen and, for a `stretch`, its two ends.

    `kind` is what tells the event: `revision`, `known_at`, or `head` for the last one. With
    `levels`, the places of these levels that `place_binds` name come along.
    """
    event = _event(kind)
    seen = theatres if event is None else event.lateral("seen")
    tables = theatres if event is None else theatres.outerjoin(seen, true())
    known_source = select(sources.c.id).where(sources.c.theatre == THEATRE, sources.c.id == SOURCE)
    columns: list[ColumnElement[Any]] = [
        *theatre_columns(seen.c.revision, func.least(DAY, day_of(seen.c.recorded_at))),
        seen.c.revision.label("seen_revision"),
        seen.c.recorded_at.label("seen_at"),
        known_source.exists().label("source_exists"),
    ]
    if stretch:
        days = _days_of_change(seen.c.revision)
        last = day_of(seen.c.recorded_at)
        columns += [
            func.greatest(*(_nearest(day, last, after=False) for day in days)).label("first"),
            func.least(*(_nearest(day, last, after=True) for day in days)).label("next"),
        ]
    if levels is not None:
        columns.append(places_named(levels).label("places"))
    return select(*columns).select_from(tables).where(theatres.c.id == THEATRE)


def _event(kind: str) -> Select[Any] | None:
    event = select(events.c.revision, events.c.recorded_at).where(events.c.theatre == theatres.c.id)
    if kind == "revision":
        return event.where(events.c.revision == REVISION)
    if kind == "known_at":
        known = events.c.recorded_at <= bindparam("known_at", type_=DateTime(timezone=True))
        newest = (events.c.recorded_at.desc(), events.c.revision.desc())
        return event.where(known).order_by(*newest).limit(ONE)
    return None


def _days_of_change(revision: ColumnElement[int]) -> list[Select[Any]]:
    """Select the days on which an answer may change.

    A known claim's window ends or begins, or other boundaries count from then on. They are those of
    all claims and boundaries, whatever is asked for: the stretch may be shorter than it could be.
    """
    known = (claims.c.theatre == theatres.c.id, claims.c.revision <= revision)
    ends = select(claims.c.latest.label("day")).where(*known)
    begins = select(claims.c.earliest.label("day")).where(
        *known, claims.c.earliest < claims.c.latest
    )
    version = boundary_versions.c
    drawn = (version.theatre == theatres.c.id, version.revision <= revision)
    valid = select(version.valid_from.label("day")).where(*drawn)
    over = select((version.valid_to + ONE).label("day")).where(*drawn)
    return [ends, begins, valid, over]


def _nearest(days: Select[Any], last: ColumnElement[date], *, after: bool) -> ScalarSelect[Any]:
    """Select the first of the days after the one asked for, or the last one up to it.

    No known claim speaks of what came after its recording, so none is sought after the `last` day:
    else a question about an early revision would read all that was recorded since.
    """
    day = days.selected_columns.day.element
    found = (
        days.where(day > DAY, day <= last).order_by(day)
        if after
        else days.where(day <= func.least(DAY, last)).order_by(day.desc())
    )
    return found.correlate_except(claims, boundary_versions).limit(ONE).scalar_subquery()
