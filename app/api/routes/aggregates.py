"""How many districts has each status: on a day, by province, over time?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from app.api.dependencies import Format, Reader
from app.api.inline import inline
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.aggregates import GroupedAggregatesAnswer, GroupItem
from app.api.schemas.buckets import Counted, counted, counted_rows
from app.api.schemas.provinces import group_item
from app.api.schemas.views import echo
from app.domain.scale import NOT_ASSESSED
from app.errors import ParameterRefused
from app.queries.aggregates import fetch_measured_cells
from app.queries.status import DistrictStatus, fetch_measured_status
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


CLAIMS = {"claims": "#event+id+list"}


@dataclass
class Detail:
    """What is wanted beside the counts of the whole set."""

    by: Annotated[Literal["province"] | None, Query(description="Groups beside the whole.")] = None
    to: Annotated[str | None, Query(description="Actor to whom a province falls.")] = None
    evidence: Annotated[bool, Query(description="Name the claims that govern in a bucket.")] = False


@router.get("/aggregates", responses=answers(GroupedAggregatesAnswer, "aggregates"))
def read_aggregates(
    reader: Reader,
    wanted: Format,
    theatre: str,
    asked: Annotated[Detail, Depends(inline(Detail))],
) -> Response:
    """Count the districts of the set by status, whole and by province; buckets always close."""
    format_ = wanted.among("json", "csv")
    sight = reader.see(theatre)
    actor = actor_of(sight, asked.to)
    groups: list[GroupItem] = []
    if asked.by is None and not asked.evidence:
        whole = counted(fetch_measured_cells(reader.connection, sight.view), sight)
    else:
        rows = fetch_measured_status(reader.connection, sight.view)
        whole = counted_rows(rows, sight, evidence=asked.evidence)
        if asked.by:
            groups = _groups(rows, sight, actor, evidence=asked.evidence)
    if format_ == "csv":
        columns = COLUMNS | (CLAIMS if asked.evidence else {})
        return reader.answer(wanted.table(columns, _rows(whole, groups)), "csv")
    body = {**echo(sight), **_whole(sight, whole)}
    return reader.answer(body | {"groups": groups} if asked.by else body)


def _groups(
    rows: list[DistrictStatus], sight: Sight, actor: str, *, evidence: bool
) -> list[GroupItem]:
    in_order = sorted(rows, key=lambda row: row.province)
    return [
        group_item(list(found), sight, actor, evidence=evidence)
        for _, found in groupby(in_order, lambda row: row.province)
    ]


def _whole(sight: Sight, whole: Counted) -> dict[str, object]:
    unknown = next(b["count"] for b in whole["buckets"] if b["status"] == NOT_ASSESSED)
    return {
        "total": whole["total"],
        "assessed": whole["total"] - unknown,
        **whole,
        "geometry_source": sight.theatre.geometry_source,
    }


def actor_of(sight: Sight, to: str | None) -> str:
    """Choose the actor to whom places fall: the one asked for, or the theatre's."""
    if to is not None and to not in {actor["id"] for actor in sight.theatre.actors}:
        known = ", ".join(actor["id"] for actor in sight.theatre.actors)
        raise ParameterRefused("to", f"There is no actor {to!r} here: {known}.")
    return to or sight.theatre.falls_to


def _rows(whole: Counted, groups: list[GroupItem]) -> Iterator[list[object]]:
    yield from _cells(None, None, whole)
    for group in groups:
        yield from _cells(group["code"], group["name"], group)


def _cells(code: str | None, name: str | None, counts: Counted) -> Iterator[list[object]]:
    for b in counts["buckets"]:
        claims = [";".join(map(str, b["claims"]))] if "claims" in b else []
        yield [
            *(code, name, b["status"], b["count"], b["low"], b["high"], b["share"]),
            *(counts["total"], b["area_km2"], b["area_share"]),
            *(b["population"], b["population_share"], *claims),
        ]
