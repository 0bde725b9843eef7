"""How many districts has each status: on a day, by province, over time?"""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import Query, Response

from app.api.dependencies import Format, Reader
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.aggregates import (
    BucketItem,
    GroupedAggregatesAnswer,
    bucket_items,
)
from app.api.schemas.provinces import counted, group_item
from app.api.schemas.views import echo
from app.domain.buckets import fill
from app.domain.scale import NOT_ASSESSED
from app.errors import ParameterRefused
from app.queries.aggregates import fetch_cells
from app.queries.status import fetch_status
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
    groups: list[Any] = []
    if by is None:
        buckets = bucket_items(fill(scale, fetch_cells(reader.connection, sight.view)))
    else:
        rows = fetch_status(reader.connection, sight.view)
        buckets = counted(rows, scale)
        by_province = groupby(sorted(rows, key=lambda row: row.province), lambda row: row.province)
        groups = [group_item(code, list(found), scale, actor) for code, found in by_province]
    if format_ == "csv":
        return reader.answer(_table(wanted, buckets, groups), "csv")
    body = {**echo(sight), **_whole(sight, buckets)}
    return reader.answer(body | {"groups": groups} if by else body)


def _whole(sight: Sight, buckets: list[BucketItem]) -> dict[str, object]:
    unknown = next(b["count"] for b in buckets if b["status"] == NOT_ASSESSED)
    return {
        "total": sight.total,
        "assessed": sight.total - unknown,
        "buckets": buckets,
        "geometry_source": sight.theatre.geometry_source,
    }


def actor_of(sight: Sight, to: str | None) -> str:
    """Choose the actor to whom places fall: the one asked for, or the theatre's."""
    if to is not None and to not in {actor["id"] for actor in sight.theatre.actors}:
        known = ", ".join(actor["id"] for actor in sight.theatre.actors)
        raise ParameterRefused("to", f"There is no actor {to!r} here: {known}.")
    return to or sight.theatre.falls_to


def _table(wanted: Format, buckets: list[BucketItem], groups: list[Any]) -> bytes:
    def cells(
        code: str | None, name: str | None, items: Iterable[BucketItem]
    ) -> list[list[object]]:
        listed = list(items)
        total = sum(item["count"] for item in listed)
        counts = [(b["status"], b["count"], b["low"], b["high"], b["share"]) for b in listed]
        return [[code, name, *count, total] for count in counts]

    rows = cells(None, None, buckets)
    for group in groups:
        rows += cells(group["code"], group["name"], group["buckets"])
    return wanted.table(COLUMNS, rows)
