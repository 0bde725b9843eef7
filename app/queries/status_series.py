"""Who held what on each of many days? Every district's runs, for a slider to draw."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from app.queries.control_at import View
from app.queries.timeline import timeline


class Run(NamedTuple):
    """Days on which status and mask are the same: from `since` until the next run.

    `status` is a step of the scale, None: not assessed; `mask` is what is possible beside it.
    """

    since: date
    status: int | None
    mask: int


def fetch_status_series(
    connection: Connection, view: View, first: date, last: date
) -> dict[str, list[Run]]:
    """Fetch the runs of each district of the set, by code, from the first to the last day.

    The day of the view is not used.
    """
    binds = view.binds | {"day": first, "last": last}
    runs: dict[str, list[Run]] = defaultdict(list)
    statement = runs_statement(view.policy.rule, kept=view.kept)
    for district, *held in connection.execute(statement, binds):
        run, before = Run(*held), runs[district]
        if not before or before[-1][1:] != run[1:]:
            before.append(run)
    return runs


@cache
def runs_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select a district's code and the columns of Run, in order; neighbours may be alike."""
    held = timeline(rule, lambda day: day, kept=kept)
    return (
        select(held.c.district, held.c.since, held.c.status, held.c.mask)
        .where(held.c.since < held.c.until)
        .order_by(held.c.district, held.c.since)
    )
