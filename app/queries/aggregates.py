"""How many districts has each status, on the day of the view, and how large are they?"""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, func, select

from app.domain.measures import Measure
from app.queries.control import control
from app.queries.control_at import View
from app.queries.geometry import shapes
from app.queries.people import people

Cell = tuple[int | None, int, int]
"""A step of the scale (None: not assessed), a mask of possible statuses, how many districts."""


def fetch_cells(connection: Connection, view: View) -> list[Cell]:
    """Fetch how many districts of the set have which status and possibilities."""
    rows = connection.execute(cells_statement(view.policy.rule, kept=view.kept), view.binds)
    return [(row.status, row.mask, row.districts) for row in rows]


def fetch_measured_cells(connection: Connection, view: View) -> list[tuple[Cell, Measure]]:
    """Fetch the cells with the ground and the people of their districts.

    A cell has people of one year by one source, so that there may be several alike.
    """
    statement = measured_cells_statement(view.policy.rule, kept=view.kept)
    found = connection.execute(statement, view.binds)
    return [
        (
            (row.status, row.mask, row.districts),
            Measure(
                *(row.districts, row.area_m2, row.measured, row.population, row.peopled),
                *(row.year, row.year, frozenset([row.source] if row.source else ())),
            ),
        )
        for row in found
    ]


@cache
def cells_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select the cells of the set under the policies of a rule."""
    held = control(rule, kept=kept)
    return select(held.c.status, held.c.mask, func.count().label("districts")).group_by(
        held.c.status, held.c.mask
    )


@cache
def measured_cells_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select the cells, their sums as in Measure, and the year and the source of their people."""
    held, shape, counted = control(rule, kept=kept), shapes(), people()
    tables = held.outerjoin(shape, shape.c.code == held.c.district).outerjoin(
        counted, counted.c.code == held.c.district
    )
    return (
        select(
            *(held.c.status, held.c.mask, func.count().label("districts")),
            _sum(shape.c.area_m2).label("area_m2"),
            func.count(shape.c.area_m2).label("measured"),
            _sum(counted.c.population).label("population"),
            func.count(counted.c.population).label("peopled"),
            *(counted.c.year, counted.c.source),
        )
        .select_from(tables)
        .group_by(held.c.status, held.c.mask, counted.c.year, counted.c.source)
    )


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)
