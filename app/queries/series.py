"""How do the counts run over time? Many days at once, for less than each day costs alone."""

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
    bindparam,
    func,
    select,
)

from app.queries.aggregates import Cell
from app.queries.control_at import View
from app.queries.timeline import timeline

POINTS = bindparam("points", type_=ARRAY(Date))


def fetch_series(connection: Connection, view: View, points: Sequence[date]) -> list[list[Cell]]:
    """Fetch the cells of each point, in the order of the points, which must ascend.

    The day of the view is not used.
    """
    binds = view.binds | {"day": points[0], "last": points[-1], "points": list(points)}
    statement = series_statement(view.policy.rule, kept=view.kept)
    cells: dict[int, list[Cell]] = defaultdict(list)
    for point, *cell in connection.execute(statement, binds):
        cells[point].append((cell[0], cell[1], cell[2]))
    return [cells[point] for point in range(len(points))]


@cache
def series_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select point, status, mask and number of districts; points count from 0."""
    held = timeline(rule, _points_before, kept=kept)
    point = func.generate_series(held.c.since, held.c.until - 1).label("point")
    spread = select(point, held.c.status, held.c.mask).subquery("spread")
    return select(*spread.c, func.count()).group_by(*spread.c)


def _points_before(day: ColumnElement[date]) -> ColumnElement[int]:
    """Count the points before a day, which is the index of the first point from it on."""
    return func.width_bucket(day - 1, POINTS, type_=Integer)
