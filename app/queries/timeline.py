"""From when to when does one thing hold of a district? All stretches of all districts, at once.

What governs on the first day is probed; the winners of the days after it are read once, in the
order of the index. These, and windows that open and close, are the events of a district: between
one and the next nothing changes.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATERANGE

from app.db.models import coverage
from app.queries.control import LAST, turns
from app.queries.control_at import (
    DAY,
    governs,
    set_of_districts,
    windows_of,
    winners,
)
from app.queries.ranks import SPAN, STEPS, bit, either, ends_by, step_of

Axis = Callable[[ColumnElement[Any]], ColumnElement[Any]]
"""Where a day is on the axis that is asked for: the day itself, or the number of a point."""

FIRST = literal_column("date '0001-01-01'", Date)
"""No claim speaks of a day before it."""

MASKS = literal_column(str(2**32), BigInteger)
"""How many masks there can be."""


def timeline(rule: str, axis: Axis, *, kept: bool = False) -> Subquery:
    """Cut the days from DAY to LAST into stretches of a district in which one thing holds.

    Columns: `district`; `since` where and `until` before where on the axis; `status`, null before
    the first claim; `mask` of the statuses that are possible beside it. Of the stretches of several
    events at one point of the axis all but one are empty. `kept` is that of the view.
    """
    governing = _kept(rule) if kept else _governing(rule)
    event = union_all(governing, _turns(rule)).subquery("event")
    at = axis(event.c.day).label("at")
    placed = select(event.c.district, at, event.c.governing, event.c.turn).subquery("placed")
    over: dict[str, Any] = {"partition_by": placed.c.district, "order_by": placed.c.at}
    held = select(
        placed.c.district,
        placed.c.at.label("since"),
        func.lead(placed.c.at, 1, axis(LAST + 1)).over(**over).label("until"),
        func.max(placed.c.governing).over(**over).label("governing"),
        cast(func.sum(placed.c.turn).over(**over), Integer).label("open"),
    ).subquery("held")
    status = cast(held.c.governing // MASKS % STEPS, Integer)
    tied = cast(held.c.governing % MASKS, Integer)
    return select(
        *(held.c.district, held.c.since, held.c.until),
        *(status.label("status"), either(tied, held.c.open).label("mask")),
    ).subquery("timeline")


def wins(rule: str) -> Subquery:
    """Select what governs on DAY, and the winners of the days after it until LAST, by district.

    Columns: `district`, and those of `winners`, null where nothing governs on DAY.
    """
    members, c = set_of_districts(), coverage.alias()
    governing = governs(rule, members.c.district)
    days = (c.c.district == members.c.district, c.c.latest > DAY, c.c.latest <= LAST)
    first, later = select(*governing.c), winners(rule, *days, of=c)
    won = union_all(first.correlate(governing), later.correlate(members)).lateral("won")
    tables = members.outerjoin(governing, true()).join(won, true())
    return select(members.c.district, *won.c).select_from(tables).subquery("wins")


def _governing(rule: str) -> Select[Any]:
    """Select the days on which another claim comes to govern, the first of them DAY.

    `governing` holds the claim's day, the step of the status and the mask of the ties in one
    number, so that the greatest so far is the one that lasts.
    """
    win = wins(rule)
    return select(
        win.c.district,
        func.greatest(win.c.latest, DAY).label("day"),
        _numbered(win.c.latest, step_of(win.c.winner), win.c.mask).label("governing"),
        literal_column("0", Integer).label("turn"),
    )


def _kept(rule: str) -> Select[Any]:
    """Select from what is kept on which days another status or mask begins, the first of them DAY.

    The columns are those of `_governing`.
    """
    held = turns(rule)
    return select(
        *(held.c.district, held.c.day),
        _numbered(held.c.day, held.c.status, held.c.mask).label("governing"),
        literal_column("0", Integer).label("turn"),
    )


def _numbered(
    day: ColumnElement[date], step: ColumnElement[int], mask: ColumnElement[int]
) -> ColumnElement[int]:
    return (cast(day - FIRST, BigInteger) * STEPS + step) * MASKS + mask


def _turns(rule: str) -> Select[Any]:
    """Select the days on which a possible status comes, and on which it goes.

    `turn` is its bit, so that their sum so far is the mask of the windows that are open: those of
    one status that meet are made one first.
    """
    window, members = _windows(rule), set_of_districts()
    open_ = func.range_agg(func.daterange(window.c.earliest, window.c.latest))
    merged = (
        select(
            window.c.district,
            bit(window.c.status).label("bit"),
            func.unnest(open_, type_=DATERANGE).label("days"),
        )
        .join_from(window, members, members.c.district == window.c.district)
        .group_by(window.c.district, window.c.status)
        .subquery("merged")
    )
    comes, goes = (end(merged.c.days, type_=Date) for end in (func.lower, func.upper))
    opened = select(merged.c.district, func.greatest(comes, DAY).label("day"), merged.c.bit)
    closed = select(merged.c.district, goes, -merged.c.bit).where(goes <= LAST)
    turn = union_all(opened, closed).subquery("turn")
    return select(turn.c.district, turn.c.day, cast(null(), BigInteger), turn.c.bit)


def _windows(rule: str) -> Subquery:
    """Select `district`, `status`, `earliest`, `latest` of the windows open between DAY and LAST.

    A window is open from `earliest` until before `latest`.
    """
    c = coverage.alias()
    window = windows_of(rule, SPAN.c.span, c, c.c.latest > DAY, c.c.latest <= ends_by(LAST))
    return (
        select(window.c.district, window.c.status, window.c.earliest, window.c.latest)
        .select_from(SPAN.join(window, true()))
        .where(window.c.earliest <= LAST)
        .subquery("window")
    )
