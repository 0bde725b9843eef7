"""Who holds what? The map, as a list, a table or features."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Response

from app.api.csv_table import OF_A_DISTRICT
from app.api.dependencies import Format, Reader
from app.api.feature_collection import feature_collection
from app.api.inline import inline
from app.api.parameters import bbox_parameter, require_statuses
from app.api.parquet import parquet
from app.api.routes.districts import Type
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.status import StatusAnswer, StatusItem, status_item
from app.api.schemas.views import echo
from app.domain.staleness import is_stale, same_staleness
from app.queries.status import DistrictStatus, Geometry, fetch_status
from app.queries.views import Sight

router = make_router("status")

COLUMNS = {
    **OF_A_DISTRICT,
    "type": "#loc+type",
    "status": "#status",
    "possible": "#status+possible",
    "since": "#date+start+edtf",
    "since_earliest": "#date+start+min",
    "since_latest": "#date+start+max",
    "last_confirmed": "#date+confirmed",
    "claim": "#event+id",
}
"""The columns of the CSV with their HXL tags."""

MOST_DAYS = 100_000
STALE = (
    "Only districts whose status rests on evidence (`last_confirmed`) that is older than so many "
    "days before `at`, or before the day of the revision. What rests on none is not among them."
)


ARROW = {
    **dict.fromkeys(COLUMNS, "string"),
    **dict.fromkeys(("since_earliest", "since_latest", "last_confirmed"), "date32"),
    "possible": "strings",
    "claim": "int64",
}
WITH_SHAPES = ("geojson", "parquet")


@dataclass
class Filter:
    """Which districts are wanted, and with which geometry."""

    province: Annotated[str | None, Query(description="A province's code or name.")] = None
    status: Annotated[list[str], Query(description="Statuses; may be repeated.")] = ()  # type: ignore[assignment]
    bbox: Annotated[str | None, Query(description="minlon,minlat,maxlon,maxlat in degrees.")] = None
    type: Annotated[Type | None, Query(description="A district, or a provincial centre.")] = None
    stale_after: Annotated[
        int | None, Query(ge=0, le=MOST_DAYS, description=STALE, examples=[30])
    ] = None
    geometry: Annotated[Geometry, Query(description="Shapes of features.")] = "simplified"


@router.get("/status", responses=answers(StatusAnswer, "status", files=("parquet",)))
def read_status(
    reader: Reader, wanted: Format, only: Annotated[Filter, Depends(inline(Filter))], theatre: str
) -> Response:
    """Show the status of every district of the set: who holds it, since when, how sure."""
    format_ = wanted.among("json", "geojson", "csv", "parquet")
    box = bbox_parameter(only.bbox)
    sight = reader.see_within(theatre, only.province)
    rows = fetch_status(
        reader.connection,
        sight.view,
        province=sight.place,
        bbox=box,
        geometry=only.geometry if format_ in WITH_SHAPES else "none",
    )
    if only.stale_after is not None:
        sight, rows = _stale(reader, sight, rows, only.stale_after)
    chosen = _chosen(rows, only, sight)
    items = [status_item(row, sight) for row in chosen]
    if format_ == "csv":
        cells = (_cells(item) for item in items)
        return reader.answer(wanted.table(COLUMNS, cells), "csv")
    shown = {**echo(sight), "geometry_source": sight.theatre.geometry_source}
    if format_ == "geojson":
        features = ((r.code, r.geometry, i) for r, i in zip(chosen, items, strict=True))
        return reader.answer(feature_collection(features, **shown), "geojson")
    if format_ == "parquet":
        shapes = None if only.geometry == "none" else [row.geometry for row in chosen]
        return reader.answer(parquet(ARROW, map(_cells, items), shown, shapes), "parquet")
    return reader.answer({**shown, "items": items})


def _stale(
    reader: Reader, sight: Sight, rows: list[DistrictStatus], older_than: int
) -> tuple[Sight, list[DistrictStatus]]:
    """Keep the districts whose evidence is old, and narrow the stretch to where it is as old.

    The day that is asked for counts, even past the last one of which anything is known; without
    one, it is that of the view, so that the answer depends on no clock.
    """
    day = reader.asked.at or sight.view.day
    confirmed = [row.last_confirmed for row in rows if row.last_confirmed is not None]
    narrowed = reader.narrow(sight, *same_staleness(confirmed, day, older_than))
    return narrowed, [row for row in rows if is_stale(row.last_confirmed, day, older_than)]


def _chosen(rows: list[DistrictStatus], only: Filter, sight: Sight) -> list[DistrictStatus]:
    """Keep the districts of the type and the statuses that are wanted."""
    scale = sight.theatre.scale
    require_statuses(only.status, scale)
    return [
        row
        for row in rows
        if only.type in {None, row.type}
        and (not only.status or scale.at(row.status) in only.status)
    ]


def _cells(item: StatusItem) -> list[object]:
    since = item["since"]
    return [
        *(item["code"], item["name"], item["province"], item["province_name"], item["type"]),
        *(item["status"], item["possible"]),
        *((since["edtf"], since["earliest"], since["latest"]) if since else (None, None, None)),
        *(item["last_confirmed"], item["claim"]),
    ]
