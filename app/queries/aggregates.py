"""How many districts has each status, on the day of the view?"""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from app.queries.control_at import View, control_at

Cell = tuple[int | None, int, int]
"""A step of the scale (None: not assessed), a mask of possible statuses, how many districts."""


def fetch_cells(connection: Connection, view: View) -> list[Cell]:
    """Fetch how many districts of the set have which status and possibilities."""
    rows = connection.execute(cells_statement(view.policy.rule), view.binds)
    return [(row.status, row.mask, row.districts) for row in rows]


@cache
def cells_statement(rule: str) -> Select[Any]:
    """Select the cells of the set under the policies of a rule."""
    control = control_at(rule)
    return select(control.c.status, control.c.mask, func.count().label("districts")).group_by(
        control.c.status, control.c.mask
    )
