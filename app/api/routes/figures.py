"""What did others count, and what does the ledger count on the same day?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Response

from app.api.dependencies import Format, KnownReader
from app.api.inline import inline
from app.api.pages import AskedPage, link_header, list_answer
from app.api.parameters import POLICY
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.figures import FigureItem, FiguresAnswer, figure_item
from app.api.schemas.views import known
from app.queries.figures import fetch_figures
from app.queries.places import WHOLES

router = make_router("evidence")


COLUMNS = {
    "id": "#meta+id",
    "date": "#date+edtf",
    "place": "#geo+code",
    "unit": "#indicator+unit",
    "denominator": "#indicator+num+total+reported",
    "does_not_close": "#meta+closes",
    "publisher": "#meta+source",
    "status": "#status",
    "as_reported": "#indicator+text+reported",
    "reported_count": "#indicator+num+reported",
    "reported_share": "#indicator+pct+reported",
    "gain": "#indicator+gain+reported",
    "computed_at": "#date+computed",
    "set": "#meta+set",
    "total": "#indicator+num+total+computed",
    "assessed": "#indicator+num+assessed",
    "computed_count": "#indicator+num+computed",
    "computed_low": "#indicator+num+min+computed",
    "computed_high": "#indicator+num+max+computed",
    "computed_share": "#indicator+pct+computed",
    "difference_count": "#indicator+num+difference",
    "difference_share": "#indicator+pct+difference",
    "reason": "#meta+reason",
}
"""The columns of the CSV, a row for each published value, with their HXL tags."""

PLACE = Query(description="Figures of this place as a whole: a code or name.", examples=["AF"])


@dataclass
class Filter:
    """Which figures are wanted, and under which policy they are compared."""

    place: Annotated[str | None, PLACE] = None
    policy: Annotated[str | None, POLICY] = None


@router.get("/figures", responses=answers(FiguresAnswer, "figures"))
def list_figures(
    reader: KnownReader,
    wanted: Format,
    only: Annotated[Filter, Depends(inline(Filter))],
    page: AskedPage,
    theatre: str,
) -> Response:
    """List published figures beside the ledger's own count of that day, the newest first."""
    format_ = wanted.among("json", "csv")
    part = page.part(int)
    sight = reader.narrowed(policy=only.policy).see_within(theatre, only.place, "place", WHOLES)
    scale = sight.theatre.scale
    shown = list_answer(
        reader.request,
        fetch_figures(reader.connection, sight.view, part, sight.place),
        lambda compared: figure_item(compared, scale),
        lambda compared: (compared.figure.revision,),
    )
    link = link_header(shown)
    if format_ == "csv":
        rows = (cells for item in shown["items"] for cells in _rows(item))
        return reader.answer(wanted.table(COLUMNS, rows), "csv", link)
    body = {**known(sight), "policy": sight.view.policy.id, **shown}
    return reader.answer(body, headers=link)


def _rows(figure: FigureItem) -> Iterator[list[object]]:
    reported, computed, apart = figure["reported"], figure["computed"], figure["difference"]
    of_figure = [
        *(figure["id"], reported["date"], reported["place"], reported["unit"]),
        *(reported["denominator_as_reported"], reported["does_not_close"]),
        reported["report"]["publisher"],
    ]
    for status, value in reported["values"].items():
        printed = [status, value["as_reported"], value["count"], value["share"], value["gain"]]
        if computed is None or apart is None:
            yield [*of_figure, *printed, *[None] * 10, figure["reason"]]
            continue
        counted, differs = computed["values"][status], apart[status]
        yield [
            *of_figure,
            *printed,
            *(computed["at"], computed["set"], computed["total"], computed["assessed"]),
            *(counted["count"], counted["low"], counted["high"], counted["share"]),
            *(differs["count"], differs["share"], None),
        ]
