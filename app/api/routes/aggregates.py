"""How many districts has each status: on a day, by province, over time?"""

from itertools import groupby
from typing import Annotated, Literal

from fastapi import Query, Response

from app.api.dependencies import Format, Reader
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.aggregates import (
    Counted,
    GroupedAggregatesAnswer,
    GroupItem,
    counted,
)
from app.api.schemas.provinces import count, group_item
from app.api.schemas.views import echo
from app.domain.scale import NOT_ASSESSED
from app.errors import ParameterRefused
from app.queries.aggregates import fetch_measured_cells
from app.queries.status import fetch_measured_status
from app.queries.views import Sight

router = make_router("counts")

COLUMNS = {
    "province": "#adm1+code",
    "province_name": "#adm1+name",
    "status": "#status",
    "count": "#indicator+num",
    "low": "#indicator+num+min",
    "high": "#indicator+num+max",
    "share": "#indicator+pct",
    "total": "#indicator+num+total",
    "area_km2": "#indicator+area+km2",
    "area_share": "#indicator+area+pct",
    "population": "#population+num",
    "population_share": "#population+pct",
}


@router.get("/aggregates", responses=answers(GroupedAggregatesAnswer, "aggregates"))
def read_aggregates(
    reader: Reader,
    wanted: Format,
    theatre: str,
    by: Annotated[Literal["province"] | None, Query(description="Groups beside the whole.")] = None,
    to: Annotated[str | None, Query(description="Actor to whom a province falls.")] = None,
) -> Response:
    """Count the districts of the set by status, whole and by province; buckets always close."""
    format_ = wanted.among("json", "csv")
    sight = reader.see(theatre)
    actor = actor_of(sight, to)
    scale = sight.theatre.scale
    groups: list[GroupItem] = []
    if by is None:
        whole = counted(fetch_measured_cells(reader.connection, sight.view), scale)
    else:
        rows = fetch_measured_status(reader.connection, sight.view)
        whole = count(rows, scale)
        by_province = groupby(sorted(rows, key=lambda row: row.province), lambda row: row.province)
        groups = [group_item(code, list(found), scale, actor) for code, found in by_province]
    if format_ == "csv":
        return reader.answer(_table(wanted, whole, groups), "csv")
    unknown = next(b["count"] for b in whole["buckets"] if b["status"] == NOT_ASSESSED)
    body: dict[str, object] = {
        **echo(sight),
        "total": whole["total"],
        "assessed": whole["total"] - unknown,
        **whole,
        "geometry_source": sight.theatre.geometry_source,
    }
    return reader.answer(body | {"groups": groups} if by else body)


def actor_of(sight: Sight, to: str | None) -> str:
    """Choose the actor to whom places fall: the one asked for, or the theatre's."""
    if to is not None and to not in {actor["id"] for actor in sight.theatre.actors}:
        known = ", ".join(actor["id"] for actor in sight.theatre.actors)
        raise ParameterRefused("to", f"There is no actor {to!r} here: {known}.")
    return to or sight.theatre.falls_to


def _table(wanted: Format, whole: Counted, groups: list[GroupItem]) -> bytes:
    rows = _cells(None, None, whole)
    for group in groups:
        rows += _cells(group["code"], group["name"], group)
    return wanted.table(COLUMNS, rows)


def _cells(code: str | None, name: str | None, counts: Counted) -> list[list[object]]:
    return [
        [
            *(code, name, b["status"], b["count"], b["low"], b["high"], b["share"]),
            *(counts["total"], b["area_km2"], b["area_share"]),
            *(b["population"], b["population_share"]),
        ]
        for b in counts["buckets"]
    ]
