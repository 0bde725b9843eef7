"""What did others count, and what does the ledger count on the same day, of the same districts?

A figure is compared on the district set whose total is its denominator; that of a province, on the
set that has so many districts there, the default set first. The count is of the last day of the
figure's window, as known at the revision of the view.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.selectable import LateralFromClause

from app.db.models import district_sets, events, figures, places, reports, set_members, theatres
from app.domain.figures import COMPARABLE_UNITS, EXACT_DENOMINATOR
from app.queries.aggregates import Cell
from app.queries.control_at import REVISION, THEATRE, View, governs, open_windows
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.ranks import either, step_of
from app.queries.reports import Report, report_columns


class Figure(NamedTuple):
    """A published figure as it was printed; `revision` is its id.

    `values` are status -> as printed. `edtf` is its date, `earliest` and `latest` the window of it.
    """

    revision: int
    place: str
    edtf: str
    earliest: date | None
    latest: date
    denominator: str | None
    unit: str
    values: dict[str, str]
    note: str | None
    source: str | None
    recorded_at: datetime
    recorded_by: str | None
    report: Report


class Compared(NamedTuple):
    """A figure with the set on which it is compared and the cells counted there.

    `set_id` None: none has such a denominator, or the unit is not compared; then without cells.
    """

    figure: Figure
    set_id: str | None
    cells: list[Cell]


ONCE = "MATERIALIZED"
"""Counting is dear: it is done once, whatever the planner makes of tables it does not know."""

OWN_FIELDS = [name for name in Figure._fields if name != "report"]


def fetch_figures(
    connection: Connection, view: View, part: Part, place: str | None = None
) -> Listed[Compared]:
    """Fetch the figures that were recorded by the revision of the view, the newest first.

    `place` is a code; None: those of all places.
    """
    keys = select(figures.c.revision).where(
        figures.c.theatre == THEATRE, figures.c.revision <= REVISION
    )
    if place is not None:
        keys = keys.where(figures.c.place == place)
    page = page_of(keys, part, newest_first=True)
    figure = known_figures().subquery("figure")
    compared = _compared(view.policy.rule, page)
    statement = (
        select(page.c.total, *figure.c, compared.c.set_id, compared.c.cells)
        .select_from(
            page.outerjoin(figure, figure.c.revision == page.c.revision).outerjoin(
                compared, compared.c.revision == page.c.revision
            )
        )
        .order_by(page.c.revision.desc())
    )
    return listed(connection.execute(statement, view.binds), part, _read)


def read_figure(row: Sequence[Any]) -> Figure:
    """Read a row that has the columns of `known_figures`."""
    own = len(OWN_FIELDS)
    return Figure(**dict(zip(OWN_FIELDS, row, strict=False)), report=Report(*row[own:]))


@cache
def known_figures() -> Select[Any]:
    """Select the columns of Figure; those of its report come last."""
    c = figures.c
    columns = {column.key: column for column in (*c, events.c.recorded_at, events.c.recorded_by)}
    columns["edtf"] = c.date
    return (
        select(*(columns[name].label(name) for name in OWN_FIELDS), *report_columns())
        .join_from(figures, events, and_(events.c.theatre == THEATRE, _same(events.c.revision)))
        .join(reports, and_(reports.c.theatre == THEATRE, reports.c.id == c.report))
        .where(c.theatre == THEATRE)
    )


def _same(revision: ColumnElement[int]) -> ColumnElement[bool]:
    return revision == figures.c.revision


def _read(row: Sequence[Any]) -> Compared:
    *own, set_id, cells = row
    return Compared(read_figure(own), set_id, [(cell[0], cell[1], cell[2]) for cell in cells or []])


def _compared(rule: str, page: Subquery) -> CTE:
    """Select `revision`, `set_id` and `cells` (JSON) of the figures of a page that are compared."""
    chosen = _chosen_sets(page)
    place = _members(chosen)
    governing = governs(rule, place.c.district, place.c.latest)
    windows = open_windows(rule, chosen.c.latest).correlate(chosen).lateral("windows")
    status = step_of(governing.c.winner).label("status")
    mask = either(governing.c.mask, windows.c.mask).label("mask")
    cell = (
        select(status, mask, func.count().label("districts"))
        .select_from(
            place.outerjoin(governing, true()).outerjoin(
                windows, windows.c.district == place.c.district
            )
        )
        .group_by(status, mask)
        .lateral("cell")
    )
    listed_cell = func.jsonb_build_array(cell.c.status, cell.c.mask, cell.c.districts)
    counted = select(func.jsonb_agg(listed_cell).label("cells")).select_from(cell)
    cells = counted.lateral("counted")
    found = select(chosen.c.revision, chosen.c.set_id, cells.c.cells)
    return found.join_from(chosen, cells, true()).cte("compared").prefix_with(ONCE)


def _chosen_sets(page: Subquery) -> CTE:
    """Select the set on which each figure of a page is compared, if there is one.

    Columns: `revision`, `latest`, `province` (null: the whole theatre) and `set_id`.
    """
    whole = figures.c.place == theatres.c.code
    printed = figures.c.denominator
    exact = case((printed.regexp_match(EXACT_DENOMINATOR), cast(printed, Integer)))
    province = case((not_(whole), figures.c.place)).label("province")
    total = _totals()
    fits = or_(total.c.districts == exact, and_(printed.is_(None), not_(whole)))
    chosen = (
        select(total.c.set_id)
        .where(total.c.province.is_not_distinct_from(province), fits)
        .order_by(total.c.set_id != theatres.c.default_set, total.c.ordering)
        .limit(1)
        .lateral("chosen")
    )
    figure = and_(figures.c.theatre == THEATRE, figures.c.revision == page.c.revision)
    return (
        select(figures.c.revision, figures.c.latest, province, chosen.c.set_id)
        .join_from(page, figures, figure)
        .join(theatres, theatres.c.id == THEATRE)
        .join(chosen, true())
        .where(figures.c.unit.in_(COMPARABLE_UNITS))
        .cte("chosen_sets")
    )


def _totals() -> CTE:
    """Select how many districts each set has, by province and (province null) in all."""
    m, s = set_members.c, district_sets.c
    in_set = (m.set_id, s.ordering)
    return (
        select(*in_set, places.c.province, func.count().label("districts"))
        .join_from(set_members, district_sets, and_(s.theatre == THEATRE, s.id == m.set_id))
        .join(places, and_(places.c.theatre == THEATRE, places.c.code == m.district))
        .where(m.theatre == THEATRE)
        .group_by(func.grouping_sets(tuple_(*in_set), tuple_(*in_set, places.c.province)))
        .cte("totals")
        .prefix_with(ONCE)
    )


def _members(chosen: CTE) -> LateralFromClause:
    """Select the districts on which a figure is compared, each with the figure's last day."""
    m = set_members.c
    district = and_(places.c.theatre == THEATRE, places.c.code == m.district)
    inside = or_(chosen.c.province.is_(None), places.c.province == chosen.c.province)
    return (
        select(m.district, chosen.c.latest)
        .join_from(set_members, places, district)
        .where(m.theatre == THEATRE, m.set_id == chosen.c.set_id, inside)
        .correlate(chosen)
        .lateral("place")
    )
