"""When did one status follow another? The unbroken runs of one status, of some districts."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, cast, func, select, true

from app.db.models import coverage
from app.queries.control_at import DAY, winners
from app.queries.ranks import claim_of, step_of


def runs(rule: str, members: Subquery) -> Subquery:
    """Select the winners of the days of some districts, numbered by the run that they are in.

    Columns: `district`; `latest`, the day; `status`; `turns`, whether a run begins; `opening` and
    `governing`, the claims that open one on this day, if one begins, and that govern; the latter's
    `last_confirmed`; the `number` of the run, and the claim that `opened` it.
    """
    c = coverage.alias()
    here = (c.c.district == members.c.district, c.c.latest <= DAY)
    day = winners(rule, *here, of=c).correlate(members).lateral("day")
    status = step_of(day.c.winner)
    before = func.lag(status).over(partition_by=members.c.district, order_by=day.c.latest)
    turns = status.is_distinct_from(before)
    told: tuple[ColumnElement[Any], ...] = (
        *(members.c.district, day.c.latest, day.c.last_confirmed),
        *(status.label("status"), turns.label("turns")),
        claim_of(day.c.opening).label("opening"),
        claim_of(day.c.winner).label("governing"),
    )
    mark = select(*told).select_from(members.join(day, true())).subquery("marked")
    number = func.sum(cast(mark.c.turns, Integer)).over(
        partition_by=mark.c.district, order_by=mark.c.latest
    )
    run = select(*mark.c, number.label("number")).subquery("numbered")
    opened = func.first_value(run.c.opening).over(
        partition_by=(run.c.district, run.c.number), order_by=run.c.latest
    )
    return select(*run.c, opened.label("opened")).subquery("run")
