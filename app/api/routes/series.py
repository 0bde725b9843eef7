"""How do the counts run over time?"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Response

from app.api.dependencies import Format, Reader
from app.api.inline import inline
from app.api.parameters import Clock, day_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.aggregates import SeriesAnswer, point
from app.api.schemas.links import Links
from app.api.schemas.views import echo
from app.domain.buckets import fill
from app.domain.points import MOST_POINTS, Step, points
from app.errors import ParameterRefused
from app.queries.series import fetch_series

router = make_router("counts")

COLUMNS = {
    "at": "#date",
    "status": "#status",
    "count": "#indicator+num",
    "low": "#indicator+num+min",
    "high": "#indicator+num+max",
}


@dataclass
class Days:
    """From which day to which, both included, and how far apart."""

    clock: Clock
    first: Annotated[str, Query(alias="from", description="First day.", examples=["2021-07-01"])]
    last: Annotated[str, Query(alias="to", description="Last day.", examples=["2021-08-31"])]
    step: Annotated[Step, Query(description="Distance of the points.")] = "day"

    def points(self) -> list[date]:
        """List the days. Raises ParameterRefused."""
        first = day_parameter("from", self.first, self.clock)
        last = day_parameter("to", self.last, self.clock)
        if last < first:
            raise ParameterRefused("to", "The last day comes before the first.")
        days = points(first, last, self.step)
        if len(days) > MOST_POINTS:
            raise ParameterRefused(
                "step", f"These are more than {MOST_POINTS} points: choose a longer step."
            )
        return days


@router.get("/aggregates/series", responses=answers(SeriesAnswer, "series"))
def read_series(
    reader: Reader, wanted: Format, days: Annotated[Days, Depends(inline(Days))], theatre: str
) -> Response:
    """Count the districts of the set by status at each point from one day to another."""
    format_ = wanted.among("json", "csv")
    if reader.asked.at is not None:
        raise ParameterRefused("at", "A series has its days in from and to.")
    listed = days.points()
    sight = reader.see(theatre)
    cells = fetch_series(reader.connection, sight.view, listed)
    shown = [
        point(day, fill(sight.theatre.scale, found))
        for day, found in zip(listed, cells, strict=True)
    ]
    if format_ == "csv":
        rows = [
            [item["at"], status, count["count"], count["low"], count["high"]]
            for item in shown
            for status, count in item["buckets"].items()
        ]
        return reader.answer(wanted.table(COLUMNS, rows), "csv")
    about = {"total": sight.total, "step": days.step, "districts": Links(sight).districts_on()}
    return reader.answer({**echo(sight), **about, "points": shown})
