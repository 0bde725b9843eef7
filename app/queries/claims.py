"""What was claimed, by whom, and what does the desk make of it?"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from app.db.models import OPEN, Code, claims, events, places, reports, reviews, theatres
from app.errors import ClaimNotFound
from app.queries.control_at import REVISION, THEATRE, View
from app.queries.geometry import BBox, touches
from app.queries.originals import Original, original_of
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.reports import Report, report_columns, text_of


class Review(NamedTuple):
    """What the desk made of a claim, when, and why; `revision` is its id."""

    revision: int
    standing: str
    reason: str
    recorded_at: datetime
    recorded_by: str | None


class Claim(NamedTuple):
    """A claim as known at some revision: its standing, reviews and successor are as of then.

    `revision` is its id. Speaker and note are None, too, where they were redacted.
    """

    revision: int
    place: str
    excepted: list[str]
    covers: int
    status: str
    valid_from: str
    earliest: date | None
    latest: date
    mode: str | None
    source: str
    speaker: str | None
    note: str | None
    confidence: str | None
    standing: str
    reviews: list[Review]
    replaces: int | None
    replaced_by: int | None
    recorded_at: datetime
    recorded_by: str | None
    original: Original | None
    report: Report


OWN_FIELDS = [name for name in Claim._fields if name != "report"]


class Wanted(NamedTuple):
    """Which claims are wanted; None: whichever. `place` is a code.

    `recorded_after` and `published_after` are open: the instant or the day itself is not in it.
    `first` and `last` are days of which the claim's window has one at least. `bbox` has the
    centroid of its place in it; the statement takes its `box_binds`.
    """

    place: str | None = None
    source: str | None = None
    standing: str | None = None
    status: str | None = None
    recorded_after: datetime | None = None
    published_after: date | None = None
    first: date | None = None
    last: date | None = None
    bbox: BBox | None = None


def fetch_claims(connection: Connection, view: View, wanted: Wanted, part: Part) -> Listed[Claim]:
    """Fetch claims that were recorded by the revision of the view, the newest first."""
    rows = connection.execute(claims_statement(wanted, part), view.binds)
    return listed(rows, part, read_claim)


def claims_statement(wanted: Wanted, part: Part) -> Select[Any]:
    """Select the total, then the columns of Claim, for a part of the claims that are wanted."""
    page = page_of(claims_wanted(wanted), part, newest_first=True)
    claim = known_claims().subquery("claim")
    return (
        select(page.c.total, *claim.c)
        .select_from(page.outerjoin(claim, claim.c.revision == page.c.revision))
        .order_by(page.c.revision.desc())
    )


def fetch_claim(
    connection: Connection, theatre: str, claim: int, revision: int = OPEN - 1
) -> Claim:
    """Fetch a claim as known at a revision, by default now. Raises ClaimNotFound."""
    statement = known_claims().where(claims.c.revision == bindparam("claim", type_=BigInteger))
    binds = {"theatre": theatre, "claim": claim, "revision": revision}
    row = connection.execute(statement, binds).one_or_none()
    if row is None:
        raise ClaimNotFound(claim)
    return read_claim(row)


def read_claim(row: Sequence[Any]) -> Claim:
    """Read a row that has the columns of `known_claims`."""
    own = dict(zip(OWN_FIELDS, row, strict=False))
    found, original = own.pop("reviews") or [], own.pop("original")
    return Claim(
        **own,
        reviews=[_review(**told) for told in found],
        original=original and Original(**original),
        report=Report(*row[len(OWN_FIELDS) :]),
    )


def _review(recorded_at: str, **told: Any) -> Review:
    """Read a review from JSON, which writes instants as text."""
    return Review(recorded_at=datetime.fromisoformat(recorded_at), **told)


def known_claims(revision: ColumnElement[int] = REVISION) -> Select[Any]:
    """Select the columns of Claim for all claims that were recorded by a revision.

    Those of its report come last.
    """
    c = claims.c
    event = events.alias("recording")
    columns: dict[str, ColumnElement[Any]] = {
        **{column.key: column for column in c},
        "excepted": c["except"],
        "speaker": text_of(c.revision, "speaker"),
        "note": text_of(c.revision, "note"),
        "standing": standing(revision),
        "reviews": _reviews(revision),
        "replaced_by": _replaced_by(revision),
        "recorded_at": event.c.recorded_at,
        "recorded_by": event.c.recorded_by,
        "original": original_of(c.revision),
    }
    return (
        select(*(columns[name].label(name) for name in OWN_FIELDS), *report_columns())
        .join_from(claims, event, and_(event.c.theatre == THEATRE, event.c.revision == c.revision))
        .join(reports, and_(reports.c.theatre == THEATRE, reports.c.id == c.report))
        .where(c.theatre == THEATRE, c.revision <= revision)
    )


def claims_wanted(wanted: Wanted) -> Select[Any]:
    """Select the ids of the claims that are wanted, of those known at the revision."""
    c = claims.c
    tests: dict[str, Callable[[ColumnElement[Any]], ColumnElement[bool]]] = {
        "place": _covers,
        "source": lambda source: c.source == source,
        "standing": lambda asked: standing(REVISION) == asked,
        "status": lambda status: c.status == status,
        "recorded_after": lambda instant: c.revision > _last_by(instant),
        "published_after": lambda day: c.report.in_(_published_after(day)),
        "first": lambda day: c.latest >= day,
        "last": lambda day: or_(c.earliest.is_(None), c.earliest <= day),
    }
    given = wanted._asdict().items()
    asked = [
        tests[name](literal(value)) for name, value in given if value is not None and name in tests
    ]
    if wanted.bbox is not None:
        asked.append(c.place.in_(_centred_in_box()))
    return select(c.revision).where(c.theatre == THEATRE, c.revision <= REVISION, *asked)


def standing(revision: ColumnElement[int]) -> ColumnElement[str]:
    """Select the standing of a claim as of a revision: that of its last review, if it has any."""
    last = (
        select(reviews.c.standing)
        .where(*_reviewed(revision))
        .order_by(reviews.c.revision.desc())
        .limit(1)
    )
    return func.coalesce(last.correlate(claims).scalar_subquery(), claims.c.standing)


def _reviewed(revision: ColumnElement[int]) -> list[ColumnElement[bool]]:
    return [
        reviews.c.theatre == THEATRE,
        reviews.c.claim == claims.c.revision,
        reviews.c.revision <= revision,
    ]


def _reviews(revision: ColumnElement[int]) -> ScalarSelect[Any]:
    r, event = reviews.c, events.alias("reviewing")
    pairs = {
        "revision": r.revision,
        "standing": r.standing,
        "reason": r.reason,
        "recorded_at": event.c.recorded_at,
        "recorded_by": event.c.recorded_by,
    }
    review = func.jsonb_build_object(*(part for pair in pairs.items() for part in pair))
    return (
        select(func.jsonb_agg(aggregate_order_by(review, r.revision)))
        .join_from(reviews, event, and_(event.c.theatre == THEATRE, event.c.revision == r.revision))
        .where(*_reviewed(revision))
        .correlate(claims)
        .scalar_subquery()
    )


def _replaced_by(revision: ColumnElement[int]) -> ScalarSelect[Any]:
    later = claims.alias("later")
    return (
        select(func.min(later.c.revision))
        .where(
            later.c.theatre == THEATRE,
            later.c.replaces == claims.c.revision,
            later.c.revision <= revision,
        )
        .correlate(claims)
        .scalar_subquery()
    )


def _covers(code: ColumnElement[str]) -> ColumnElement[bool]:
    """Hold for the claims on a place and on what it lies in, unless they except it.

    This asks the claims alone, since coverage has no row of one that was rejected. A claim that
    is older than the place says nothing of it.
    """
    place = places.alias("asked").c
    asked = (place.theatre == THEATRE, place.code == code)
    whole = select(theatres.c.code).where(theatres.c.id == THEATRE).scalar_subquery()
    lies_in = select(array([place.code, place.province, whole])).where(*asked).scalar_subquery()
    around = cast(lies_in, ARRAY(Code))
    return and_(
        claims.c.place == any_(around),
        claims.c.revision > select(place.revision).where(*asked).scalar_subquery(),
        not_(claims.c["except"].bool_op("&&")(around)),
    )


def _last_by(instant: ColumnElement[datetime]) -> ColumnElement[int]:
    last = select(func.max(events.c.revision)).where(
        events.c.theatre == THEATRE, events.c.recorded_at <= instant
    )
    return func.coalesce(last.scalar_subquery(), 0)


def _centred_in_box() -> Select[Any]:
    return select(places.c.code).where(places.c.theatre == THEATRE, touches(places.c.centroid))


def _published_after(day: ColumnElement[date]) -> Select[Any]:
    return select(reports.c.id).where(reports.c.theatre == THEATRE, reports.c.published_on > day)
