"""Through which periods did all districts go? A table for those who compute with it."""

from typing import Annotated

from fastapi import Query, Response

from app.api.csv_table import OF_A_DISTRICT
from app.api.dependencies import Format, Reader
from app.api.parquet import parquet
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.periods import PeriodsAnswer, district_period_item
from app.api.schemas.views import echo
from app.queries.periods import fetch_district_periods

router = make_router("status")

COLUMNS = {
    **OF_A_DISTRICT,
    "status": "#status",
    "from": "#date+start+edtf",
    "from_earliest": "#date+start+min",
    "from_latest": "#date+start+max",
    "to": "#date+end",
    "claim": "#event+id",
}
"""The columns of the CSV with their HXL tags."""

ARROW = {
    **dict.fromkeys(COLUMNS, "string"),
    **dict.fromkeys(("from_earliest", "from_latest", "to"), "date32"),
    "claim": "int64",
}
Province = Annotated[str | None, Query(description="A province's code or name.")]


@router.get("/periods", responses=answers(PeriodsAnswer, "periods", files=("csv", "parquet")))
def list_periods(
    reader: Reader, wanted: Format, theatre: str, province: Province = None
) -> Response:
    """List all districts' periods: who held it from when to when."""
    format_ = wanted.among("json", "csv", "parquet")
    sight = reader.see_within(theatre, province)
    found = fetch_district_periods(reader.connection, sight.view, sight.place)
    items = [district_period_item(period, sight.theatre.scale) for period in found]
    rows = (list(item.values()) for item in items)
    if format_ == "csv":
        return reader.answer(wanted.table(COLUMNS, rows), "csv")
    if format_ == "parquet":
        return reader.answer(parquet(ARROW, rows, echo(sight)), "parquet")
    return reader.answer({**echo(sight), "items": items})
