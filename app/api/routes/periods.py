"""Through which periods did all districts go? A table for those who compute with it."""

from typing import Annotated

from fastapi import Depends, Query, Response

from app.api.csv_table import OF_A_DISTRICT
from app.api.dependencies import Format, Reader
from app.api.inline import inline
from app.api.pages import CURSOR, Page, link_header, list_answer
from app.api.parquet import parquet
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.periods import PeriodsAnswer, district_period_item
from app.api.schemas.views import echo
from app.queries.periods import Sought, fetch_district_periods

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
MOST = 10_000
LIMIT = Query(ge=0, le=MOST, description="Periods of a page; 0: the total alone.")
Province = Annotated[str | None, Query(description="A province's code or name.")]


def page(limit: Annotated[int, LIMIT] = MOST, cursor: Annotated[str | None, CURSOR] = None) -> Page:
    """Read which page is asked for: one that holds a usual theatre's whole table."""
    return Page(limit, cursor)


@router.get("/periods", responses=answers(PeriodsAnswer, "periods", files=("csv", "parquet")))
def list_periods(
    reader: Reader,
    wanted: Format,
    page: Annotated[Page, Depends(inline(page))],
    theatre: str,
    province: Province = None,
) -> Response:
    """List the periods of all districts: who held it from when to when."""
    format_ = wanted.among("json", "csv", "parquet")
    part = page.part(str, int)
    sight = reader.see_within(theatre, province)
    sought = Sought(province=sight.place)
    found = fetch_district_periods(reader.connection, sight.view, sought, part)
    scale = sight.theatre.scale
    shown = list_answer(
        reader.request, found, lambda row: district_period_item(row, scale), lambda row: row.key
    )
    rows, link = (list(item.values()) for item in shown["items"]), link_header(shown)
    if format_ == "csv":
        return reader.answer(wanted.table(COLUMNS, rows), "csv", link)
    if format_ == "parquet":
        return reader.answer(parquet(ARROW, rows, echo(sight)), "parquet", link)
    return reader.answer({**echo(sight), **shown}, headers=link)
