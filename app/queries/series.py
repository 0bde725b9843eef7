"""How do the counts run over time? Many days at once, for less than each day costs alone.

What governs on the first day is probed; the winners of the days after it are read once, in the
order of the index. Each governs until the next one: from the first point that it reaches to the
last one before its successor.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATERANGE

from app.db.models import coverage
from app.domain.windows import SPANS
from app.queries.aggregates import Cell
from app.queries.control_at import DAY, View, governs, set_of_districts, windows_of, winners
from app.queries.ranks import bit, either, step_of

POINTS = bindparam("points", type_=ARRAY(Date))
LAST = bindparam("last", type_=Date)


def fetch_series(connection: Connection, view: View, points: Sequence[date]) -> list[list[Cell]]:
    """Fetch the cells of each point, in the order of the points, which must ascend.

    The day of the view is not used.
    """
    binds = view.binds | {"day": points[0], "last": points[-1], "points": list(points)}
    cells: dict[int, list[Cell]] = defaultdict(list)
    for point, *cell in connection.execute(series_statement(view.policy.rule), binds):
        cells[point].append((cell[0], cell[1], cell[2]))
    return [cells[point] for point in range(len(points))]


@cache
def series_statement(rule: str) -> Select[Any]:
    """Select point, status, mask and number of districts; points count from 0."""
    runs = governing_runs(rule)
    point = func.generate_series(_points_before(runs.c.since), _points_before(runs.c.until) - 1)
    spread = select(runs.c.district, runs.c.status, runs.c.mask, point.label("point")).cte("spread")
    windows = _windows(rule)
    mask = either(spread.c.mask, windows.c.mask).label("mask")
    tables = spread.outerjoin(
        windows, and_(windows.c.district == spread.c.district, windows.c.point == spread.c.point)
    )
    return (
        select(spread.c.point, spread.c.status, mask, func.count())
        .select_from(tables)
        .group_by(spread.c.point, spread.c.status, mask)
    )


def _points_before(day: ColumnElement[date]) -> ColumnElement[int]:
    """Count the points before a day, which is the index of the first point from it on."""
    return func.width_bucket(day - 1, POINTS, type_=Integer)


def governing_runs(rule: str) -> Subquery:
    """Select which winner governs each district `since` which day, `until` before which day.

    The runs of a district cover the days from DAY to LAST; `status` is null before its first claim.
    """
    members = set_of_districts()
    governing = governs(rule, members.c.district)
    c = coverage.alias()
    days = (c.c.district == members.c.district, c.c.latest > DAY, c.c.latest <= LAST)
    later = winners(rule, *days, of=c)
    later = later.with_only_columns(*list(later.selected_columns)[:4])
    first = select(members.c.district, DAY.label("since"), governing.c.winner, governing.c.mask)
    starts = union_all(
        first.correlate(members, governing), later.correlate(members, governing)
    ).lateral("starts")
    until = func.lead(starts.c.since, 1, LAST + 1).over(
        partition_by=members.c.district, order_by=starts.c.since
    )
    return (
        select(
            *(members.c.district, starts.c.since, starts.c.mask, until.label("until")),
            step_of(starts.c.winner).label("status"),
        )
        .select_from(members.outerjoin(governing, true()).join(starts, true()))
        .subquery("runs")
    )


def _windows(rule: str) -> Subquery:
    """Select the mask of the claims whose window is open, per district and point.

    Windows of one status that meet are made one first, so that few are spread over the points.
    """
    window = windows_between(rule)
    open_ = func.range_agg(func.daterange(window.c.earliest, window.c.latest))
    days = func.unnest(open_, type_=DATERANGE).label("days")
    merged = (
        select(window.c.district, window.c.status, days)
        .group_by(window.c.district, window.c.status)
        .subquery("merged")
    )
    first, end = (end(merged.c.days, type_=Date) for end in (func.lower, func.upper))
    point = func.generate_series(_points_before(first), _points_before(end) - 1)
    spread = select(merged.c.district, merged.c.status, point.label("point")).subquery()
    return (
        select(spread.c.district, spread.c.point, func.bit_or(bit(spread.c.status)).label("mask"))
        .group_by(spread.c.district, spread.c.point)
        .subquery("windows")
    )


def windows_between(rule: str) -> Subquery:
    """Select `district`, `status`, `earliest`, `latest` of the windows open between DAY and LAST.

    A window is open from `earliest` until before `latest`.
    """
    spans = func.generate_series(SPANS[0], SPANS[-1]).table_valued("span").render_derived()
    c = coverage.alias()
    ends_by = LAST.op("+", return_type=Date())(bit(spans.c.span))
    window = windows_of(rule, spans.c.span, c, c.c.latest > DAY, c.c.latest <= ends_by)
    return (
        select(window.c.district, window.c.status, window.c.earliest, window.c.latest)
        .select_from(spans.join(window, true()))
        .where(window.c.earliest <= LAST)
        .subquery("window")
    )
