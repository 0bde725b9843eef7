"""Who held what on each of many days? Every district's runs, for a slider to draw."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, cast, false, func, null, select, true, union_all

from app.domain.runs import Layer, Run, runs
from app.queries.control_at import DAY, View, set_of_districts
from app.queries.ranks import bit
from app.queries.series import governing_runs, windows_between


def fetch_status_series(
    connection: Connection, view: View, first: date, last: date
) -> dict[str, list[Run]]:
    """Fetch the runs of each district of the set, by code, from the first to the last day.

    The day of the view is not used.
    """
    binds = view.binds | {"day": first, "last": last}
    layers: dict[str, list[Layer]] = defaultdict(list)
    for district, *layer in connection.execute(layers_statement(view.policy.rule), binds):
        layers[district].append(Layer(*layer))
    return {code: runs(found, first, last) for code, found in sorted(layers.items())}


@cache
def layers_statement(rule: str) -> Select[Any]:
    """Select a district's code and the columns of Layer, under the policies of a rule."""
    run = governing_runs(rule)
    window = windows_between(rule)
    members = set_of_districts()
    governing = select(
        *(run.c.district, true().label("governs"), run.c.since, run.c.until, run.c.status),
        func.coalesce(run.c.mask, 0).label("mask"),
    )
    opens = func.greatest(window.c.earliest, DAY)  # it may be open since ever: -infinity
    open_ = select(
        *(window.c.district, false(), opens, window.c.latest),
        *(cast(null(), Integer), bit(window.c.status)),
    ).join_from(window, members, members.c.district == window.c.district)
    return select(*union_all(governing, open_).subquery("layers").c)
