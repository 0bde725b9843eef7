"""Who held what on each of many days? The map for a slider, in one compact answer."""

from typing import Annotated

from fastapi import Query, Response

from app.api.dependencies import Reader
from app.api.parameters import day_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.status_series import StatusSeriesAnswer, runs_item
from app.api.schemas.views import echo
from app.errors import ParameterRefused
from app.queries.status_series import fetch_status_series

router = make_router("status")


@router.get("/status/series", responses=answers(StatusSeriesAnswer, "status_series"))
def read_status_series(
    reader: Reader,
    theatre: str,
    first: Annotated[str, Query(alias="from", description="First day.", examples=["2021-05-01"])],
    last: Annotated[str, Query(alias="to", description="Last day.", examples=["2021-08-31"])],
) -> Response:
    """Show the status of every district on every day from one to another, as runs of days.

    For each day it says what `status` says with that day as `at`: status and possible statuses.
    """
    if reader.asked.at is not None:
        raise ParameterRefused("at", "A series has its days in from and to.")
    begin, end = (
        day_parameter(name, text, reader.clock) for name, text in (("from", first), ("to", last))
    )
    if end < begin:
        raise ParameterRefused("to", "The last day comes before the first.")
    sight = reader.see(theatre)
    scale = sight.theatre.scale
    found = fetch_status_series(reader.connection, sight.view, begin, end)
    items = [runs_item(code, runs, begin, scale) for code, runs in found.items()]
    shown = {"from": begin, "to": end, "total": sight.total, "statuses": scale.ids()}
    return reader.answer({**echo(sight), **shown, "items": items})
