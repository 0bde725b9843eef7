"""Which districts does a claim cover, and while its standing lasts? The rows that reads probe.

Coverage follows from claims, reviews, places and statuses by the one statement here. A write adds
the rows of its own events with it; the check of the ledger derives them all again.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Insert,
    Integer,
    Select,
    Subquery,
    TableValuedAlias,
    Update,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    not_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.sql.selectable import LateralFromClause

from app.db.models import OPEN, claims, coverage, places, reviews, sources, statuses
from app.domain.vocabulary import DISTRICT, THEATRE
from app.domain.windows import SPANS
from app.queries.ranks import span_of

OF_THEATRE: BindParameter[str] = bindparam("of_theatre")
AFTER = bindparam("after", type_=BigInteger)
TOUCHED = bindparam("touched", type_=ARRAY(BigInteger))

COLUMNS = [column.name for column in coverage.columns]
LEVELS = DISTRICT - THEATRE + 1


def cover(
    connection: Connection, theatre: str, after: int, touched: Collection[int] | None = None
) -> None:
    """End and add coverage for what was recorded after a revision, in the same transaction.

    `touched` are the claims that were recorded or reviewed after it; None: none is covered yet.
    """
    if touched is not None and not touched:
        return
    binds: dict[str, Any] = {"of_theatre": theatre, "after": after}
    if touched is None:
        connection.execute(_adding_all(), binds)
        return
    if min(touched) <= after:
        connection.execute(_ending(), {**binds, "touched": list(touched)})
    connection.execute(_adding(), {**binds, "touched": list(touched)})


@cache
def _adding_all() -> Insert:
    return insert(coverage).from_select(COLUMNS, derived())


@cache
def _adding() -> Insert:
    touched = func.unnest(TOUCHED).table_valued("claim").render_derived(name="touched")
    return insert(coverage).from_select(COLUMNS, derived(touched))


def derived(touched: TableValuedAlias | None = None) -> Select[Any]:
    """Select the coverage that begins after a revision (binds `of_theatre`, `after`).

    `touched` has the claims that are looked at; None: all.
    """
    stretch, district = _standings(touched), _covered()
    favoured = and_(sources.c.favours.is_not(None), sources.c.favours == statuses.c.controller)
    earliest = func.coalesce(claims.c.earliest, literal_column("date '-infinity'"))
    by_name: dict[str, ColumnElement[Any]] = {
        "theatre": claims.c.theatre,
        "district": district.c.code,
        "latest": claims.c.latest,
        "precedence": _precedence(),
        "claim": claims.c.revision,
        "revision_from": stretch.c.revision_from,
        "revision_to": stretch.c.revision_to,
        "status": statuses.c.step,
        "confirmed": stretch.c.standing == "confirmed",
        "source": claims.c.source,
        "in_own_favour": func.coalesce(favoured, literal(False)),
        "earliest": cast(earliest, Date),
        "span": _span(),
    }
    return (
        select(*(by_name[name].label(name) for name in COLUMNS))
        .join_from(stretch, claims, _same(claims, revision=stretch.c.claim))
        .join(statuses, _same(statuses, id=claims.c.status))
        .join(sources, _same(sources, id=claims.c.source))
        .join(district, true())
        .where(
            stretch.c.revision_from > AFTER,
            stretch.c.standing.in_(("confirmed", "unconfirmed")),
        )
    )


def _same(table: Any, **columns: ColumnElement[Any]) -> ColumnElement[bool]:
    matches = (table.c[name] == value for name, value in columns.items())
    return and_(table.c.theatre == OF_THEATRE, *matches)


def _standings(touched: TableValuedAlias | None) -> Subquery:
    """Select each claim's standings: from which revision until before which."""
    said = select(
        claims.c.revision.label("claim"), claims.c.revision.label("revision"), claims.c.standing
    ).where(claims.c.theatre == OF_THEATRE)
    again = select(reviews.c.claim, reviews.c.revision, reviews.c.standing).where(
        reviews.c.theatre == OF_THEATRE
    )
    if touched is not None:
        said = said.join(touched, touched.c.claim == claims.c.revision)
        again = again.join(touched, touched.c.claim == reviews.c.claim)
    standing = union_all(said, again).subquery("standing")
    until = func.lead(standing.c.revision, 1, literal(OPEN, BigInteger)).over(
        partition_by=standing.c.claim, order_by=standing.c.revision
    )
    return select(
        standing.c.claim,
        standing.c.revision.label("revision_from"),
        until.label("revision_to"),
        standing.c.standing,
    ).subquery("stretch")


def _covered() -> LateralFromClause:
    """Select the districts of the claim's place that were there when it was recorded.

    One probe by code and one by province: a load is covered before any statistics are gathered.
    """
    there = (
        select(places.c.code)
        .where(
            places.c.theatre == OF_THEATRE,
            places.c.level == DISTRICT,
            places.c.revision <= claims.c.revision,
            not_(places.c.code == any_(claims.c["except"])),
        )
        .correlate(claims)
    )
    inside = union_all(
        there.where(places.c.code == claims.c.place),
        there.where(places.c.province == claims.c.place),
        there.where(claims.c.level == THEATRE),
    )
    return inside.lateral("covered")


def _precedence() -> ColumnElement[int]:
    """Order the claims of one day: `control` before the rest, then the more specific place."""
    return cast(statuses.c.degree == "control", Integer) * LEVELS + claims.c.level


def _span() -> ColumnElement[int]:
    of_window = span_of(claims.c.earliest, claims.c.latest)
    return case((claims.c.earliest.is_(None), SPANS[-1]), else_=of_window)


@cache
def _ending() -> Update:
    """End the open coverage of the touched claims that were reviewed after a revision.

    A claim that was reviewed more than once is ended at the first of these reviews.
    """
    first = (
        select(reviews.c.claim, func.min(reviews.c.revision).label("revision"))
        .where(
            reviews.c.theatre == OF_THEATRE,
            reviews.c.claim == any_(TOUCHED),
            reviews.c.claim <= AFTER,
            reviews.c.revision > AFTER,
        )
        .group_by(reviews.c.claim)
        .subquery("first")
    )
    return (
        update(coverage)
        .where(
            coverage.c.theatre == OF_THEATRE,
            coverage.c.claim == first.c.claim,
            coverage.c.revision_to == OPEN,
        )
        .values(revision_to=first.c.revision)
    )
