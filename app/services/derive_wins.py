"""Which claim wins which day of a district, as known at the head? The rows that most reads probe.

They follow from the coverage by the one rule. A write derives those around its own days again, and
adds and ends what differs; the check of the ledger derives them all.

A row is right at the last revision of a transaction, from `revision_from` until before
`revision_to`: of what was known in the midst of a batch it says nothing.
"""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Insert,
    Select,
    Subquery,
    and_,
    any_,
    bindparam,
    case,
    column,
    func,
    insert,
    literal_column,
    select,
    table,
    true,
    update,
)
from sqlalchemy.sql.selectable import LateralFromClause

from app.db.models import Code, claims, coverage, places, reviews, wins
from app.domain.policies import KEPT
from app.domain.vocabulary import DISTRICT
from app.queries.control import holds
from app.queries.control_at import REVISION, THEATRE, admitted, first_of_day, known
from app.queries.literals import ONE
from app.queries.ranks import claim_of, span_of, step_of

TOUCHED = bindparam("touched", type_=ARRAY(BigInteger))
SINCE = bindparam("since", type_=BigInteger)
EVER = literal_column("date '-infinity'", Date)
NEVER = literal_column("date '9999-12-31'", Date)

RULES = (
    func.generate_series(*(literal_column(str(n)) for n in (0, len(KEPT) - 1)))
    .table_valued("rule")
    .render_derived(name="rules")
)

KEY = ("rule", "district", "latest")
ROWS = table("wins", column("ctid"), column("revision_to"))
"""What its update names: SQLAlchemy would set other columns, too, like `theatre`, to the values
with which the statement is executed."""

OF_LEDGER = ("theatre", "revision_from", "revision_to")
WON = [column.name for column in wins.columns if column.name not in OF_LEDGER]


def win(
    connection: Connection, theatre: str, head: int, touched: Collection[int] | None = None
) -> None:
    """End and add the wins that the coverage of claims changed, in the same transaction.

    `touched` are the claims that were recorded or reviewed; None: nothing is won yet.
    """
    binds = {"theatre": theatre, "revision": head}
    if touched is None:
        connection.execute(_adding_all(), binds)
    elif touched:
        connection.execute(_adding(), {**binds, "touched": list(touched)})


def claims_since(connection: Connection, theatre: str, revision: int) -> set[int]:
    """Find the claims that were recorded or reviewed after a revision whose wins are kept.

    There are some after an upgrade, if a worker of a release that keeps none wrote meanwhile.
    """
    said = select(claims.c.revision).where(claims.c.theatre == THEATRE, claims.c.revision > SINCE)
    again = select(reviews.c.claim).where(reviews.c.theatre == THEATRE, reviews.c.revision > SINCE)
    found = connection.scalars(said.union(again), {"theatre": theatre, "since": revision})
    return set(found)


def won() -> Select[Any]:
    """Select what is won in all districts, as known at a revision: the columns WON."""
    everywhere = (
        select(
            *(RULES.c.rule, places.c.code.label("district")),
            *(EVER.label("first"), NEVER.label("end")),
        )
        .select_from(places.join(RULES, true()))
        .where(places.c.theatre == THEATRE, places.c.level == DISTRICT)
        .subquery("everywhere")
    )
    return _won(everywhere)


@cache
def _adding_all() -> Insert:
    return _insert(won().subquery("fresh"))


@cache
def _adding() -> Insert:
    """End the rows that are no longer right, and add those that are."""
    days = _days()
    stored = _probed(
        select(literal_column("wins.ctid").label("row"), *(wins.c[name] for name in WON)).where(
            *(wins.c.theatre == THEATRE, wins.c.rule == days.c.rule, holds()),
            *(wins.c.district == days.c.district, _within(wins.c.latest, days)),
        ),
        days,
    )
    before = select(*stored.c).select_from(days.join(stored, true())).cte("before")
    after = _won(days).cte("after")
    was, now = (select(*(of.c[name] for name in WON)) for of in (before, after))
    gone = was.except_(now).subquery("gone")
    ended = (
        update(ROWS)
        .where(*(before.c[name] == gone.c[name] for name in KEY), ROWS.c.ctid == before.c.row)
        .where(literal_column("wins.theatre", Code) == THEATRE)
        .values(revision_to=REVISION)
        .cte("ended")
    )
    return _insert(now.except_(was).subquery("new")).add_cte(ended)


def _insert(fresh: Subquery) -> Insert:
    rows = select(THEATRE, REVISION, *(fresh.c[name] for name in WON))
    return insert(wins).from_select(["theatre", "revision_from", *WON], rows)


def _days() -> CTE:
    """Select which days to derive, by `rule` and `district`: from `first` until before `end`.

    `first` opens the period before the touched claims' days, which may go on. The day after them
    that is won may open a period no longer, or now; the period after that one stays as it is.
    """
    touched = _touched()
    of_line = (wins.c.rule == touched.c.rule, wins.c.district == touched.c.district)
    won_on = wins.c.latest
    before = _nearest(wins.c.since, won_on.desc(), *of_line, won_on < touched.c.first)
    after = _nearest(won_on, won_on, *of_line, won_on > touched.c.last)
    opens = (won_on > after.c.latest, wins.c.since == won_on)
    end = _nearest(won_on, won_on, *of_line, *opens)
    tables: FromClause = touched
    for found in (before, after, end):
        tables = tables.outerjoin(found, true())
    bounds = (
        func.coalesce(before.c.since, EVER).label("first"),
        func.coalesce(end.c.latest, NEVER).label("end"),
    )
    return select(touched.c.rule, touched.c.district, *bounds).select_from(tables).cte("days")


def _touched() -> Subquery:
    """Select the first and the last day of the touched claims, by rule and district."""
    return (
        select(
            *(RULES.c.rule, coverage.c.district),
            func.min(coverage.c.latest).label("first"),
            func.max(coverage.c.latest).label("last"),
        )
        .select_from(coverage.join(RULES, _admitted(coverage, RULES.c.rule)))
        .where(coverage.c.theatre == THEATRE, coverage.c.claim == any_(TOUCHED))
        .group_by(RULES.c.rule, coverage.c.district)
        .subquery("touched")
    )


def _nearest(
    day: ColumnElement[date], order: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> LateralFromClause:
    """Select one day of the stored wins."""
    found = select(day).where(wins.c.theatre == THEATRE, holds(), *conditions).order_by(order)
    return found.limit(ONE).correlate_except(wins).lateral()


def _admitted(of: FromClause, rule: ColumnElement[int]) -> ColumnElement[bool]:
    return case(*((rule == n, admitted(of, name)) for n, name in enumerate(KEPT)))


def _within(day: ColumnElement[date], days: FromClause) -> ColumnElement[bool]:
    return and_(day >= days.c.first, day < days.c.end)


def _probed(found: Select[Any], of: FromClause) -> LateralFromClause:
    """Look up row by row: the plan of a write is made once, before it is known how few they are."""
    return found.offset(literal_column("0")).correlate(of).lateral("probed")


def _won(days: FromClause) -> Select[Any]:
    """Select the columns WON of the `days` of each rule and district."""
    marked = _marked(days)
    opening = _probed(
        select(claims.c.earliest, claims.c.valid_from).where(
            claims.c.theatre == THEATRE, claims.c.revision == marked.c.claim, marked.c.opens
        ),
        marked,
    )
    number = func.count(case((marked.c.opens, true()))).over(
        partition_by=(marked.c.rule, marked.c.district), order_by=marked.c.latest
    )
    day = (
        select(*marked.c, *opening.c, number.label("period"))
        .select_from(marked.outerjoin(opening, true()))
        .subquery("day")
    )
    period = (day.c.rule, day.c.district, day.c.period)

    def at_first(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.first_value(column).over(partition_by=period, order_by=day.c.latest)

    by_name: dict[str, ColumnElement[Any]] = {
        **day.c,
        "span": span_of(day.c.latest, day.c.until),
        "since": at_first(day.c.latest),
        "earliest": at_first(day.c.earliest),
        "valid_from": at_first(day.c.valid_from),
    }
    return select(*(by_name[name].label(name) for name in WON))


def _marked(days: FromClause) -> Subquery:
    """Select the days that are won, and whether each `opens` a period."""
    c = coverage.alias()
    here = (c.c.district == days.c.district, _within(c.c.latest, days))
    first = first_of_day(c, known(c), _admitted(c, days.c.rule), *here)
    day = first.correlate(days).lateral("day")
    line: dict[str, Any] = {
        "partition_by": (days.c.rule, days.c.district),
        "order_by": day.c.latest,
    }
    status = step_of(day.c.winner)
    opens = status.is_distinct_from(func.lag(status).over(**line))
    other_mask = day.c.mask.is_distinct_from(func.lag(day.c.mask).over(**line))
    until = func.coalesce(func.lead(day.c.latest).over(**line), days.c.end)
    return (
        select(
            *(days.c.rule, days.c.district, day.c.latest, until.label("until")),
            *(claim_of(day.c.winner).label("claim"), status.label("status"), day.c.mask),
            *(opens.label("opens"), (opens | other_mask).label("turns")),
        )
        .select_from(days.join(day, true()))
        .subquery("marked")
    )
