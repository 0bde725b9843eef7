"""Which districts changed hands, when, and how often?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response

from app.api.csv_table import OF_A_DISTRICT
from app.api.dependencies import Format, Reader
from app.api.inline import inline
from app.api.pages import AskedPage, ListAnswer, link_header, list_answer
from app.api.parameters import Clock, day_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.transitions import TransitionsAnswer, district_changes_item, transition_item
from app.api.schemas.views import echo
from app.domain.scale import NOT_ASSESSED, Scale
from app.errors import ParameterRefused
from app.queries import transitions
from app.queries.transitions import Sought, fetch_district_changes, fetch_transitions
from app.queries.views import Sight

router = make_router("status")

COLUMNS = {
    **OF_A_DISTRICT,
    "at": "#date+edtf",
    "at_earliest": "#date+min",
    "at_latest": "#date+max",
    "from_status": "#status+before",
    "to_status": "#status+after",
    "claim": "#event+id",
}
SUMMARY_COLUMNS = {
    **OF_A_DISTRICT,
    "transitions": "#indicator+num+transitions",
    "changed_hands": "#indicator+num+hands",
    "statuses": "#status+list",
    "first": "#date+start",
    "last": "#date+end",
}
"""The columns of the CSV with their HXL tags."""


@dataclass
class Filter:
    """Which transitions are wanted, or their summary.

    Without `from` they begin with the first claim, without `to` they end with the latest.
    """

    clock: Clock
    after: Annotated[
        str | None,
        Query(alias="from", description="After this day.", examples=["2021-07-01"]),
    ] = None
    upto: Annotated[
        str | None, Query(alias="to", description="Up to this day.", examples=["2021-08-31"])
    ] = None
    to_status: Annotated[str | None, Query(description="The status after it.")] = None
    from_status: Annotated[str | None, Query(description="The status before it.")] = None
    province: Annotated[str | None, Query(description="A province's code or name.")] = None
    summary: Annotated[
        Literal["district"] | None, Query(description="How often each district changed.")
    ] = None

    def days(self) -> tuple[date | None, date | None]:
        """Read both days. Raises ParameterRefused."""
        first, last = (
            None if text is None else day_parameter(name, text, self.clock)
            for name, text in (("from", self.after), ("to", self.upto))
        )
        if first and last and last < first:
            raise ParameterRefused("to", "The last day comes before the first.")
        return first, last

    def sought(self, sight: Sight) -> Sought:
        """Read the filter. Raises ParameterRefused."""
        given = {"from_status": self.from_status, "to_status": self.to_status}
        for name, status in given.items():
            if status is not None and self.summary:
                raise ParameterRefused(name, "A summary is of all transitions of a district.")
        scale = sight.theatre.scale
        steps = {name: _step(name, status, scale) for name, status in given.items()}
        first, last = self.days()
        upto = min(last or date.max, sight.view.day)
        return Sought(first or date.min, upto, sight.place, **steps)


@router.get("/transitions", responses=answers(TransitionsAnswer, "transitions"))
def list_transitions(
    reader: Reader,
    wanted: Format,
    page: AskedPage,
    only: Annotated[Filter, Depends(inline(Filter))],
    theatre: str,
) -> Response:
    """List the changes of districts' statuses, or how often each district changed.

    A transition is where a period begins; it counts on the last day of the window of the claim
    that says so. None is later than `at`.
    """
    format_ = wanted.among("json", "csv")
    first, last = only.days()
    part = page.part(*((int, int, str) if only.summary else (int, str)))
    sight = reader.see_within(theatre, only.province)
    asked = (reader.connection, sight.view, only.sought(sight), part)
    shown: ListAnswer[Any]
    if only.summary:
        districts = fetch_district_changes(*asked, sight.theatre.scale)
        shown = list_answer(
            reader.request,
            districts,
            lambda row: district_changes_item(row, sight),
            lambda row: row.key,
        )
    else:
        found = fetch_transitions(*asked)
        shown = list_answer(
            reader.request, found, lambda row: transition_item(row, sight), lambda row: row.key
        )
    link = link_header(shown)
    if format_ == "csv":
        columns = SUMMARY_COLUMNS if only.summary else COLUMNS
        rows = (_cells(item, columns) for item in shown["items"])
        return reader.answer(wanted.table(columns, rows), "csv", link)
    return reader.answer({**echo(sight), "from": first, "to": last, **shown}, headers=link)


def _step(name: str, status: str | None, scale: Scale) -> int | None:
    if status is None:
        return None
    if status == NOT_ASSESSED:
        return transitions.NOT_ASSESSED
    found = next((each.step for each in scale.statuses if each.id == status), None)
    if found is None:
        known = ", ".join(scale.ids())
        raise ParameterRefused(name, f"There is no status {status!r} here: {known}.")
    return found


def _cells(item: dict[str, Any], columns: Iterable[str]) -> list[object]:
    """Write the columns of an item: the window in three cells, a list in one."""
    at = item.get("at", {})
    window = {
        "at": at.get("edtf"),
        "at_earliest": at.get("earliest"),
        "at_latest": at.get("latest"),
    }
    cells = ((item | window)[column] for column in columns)
    return [";".join(cell) if isinstance(cell, list) else cell for cell in cells]
