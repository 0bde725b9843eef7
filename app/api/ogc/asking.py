"""How does a GIS ask? The parameters of OGC API Features, read as questions to the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Response

from app.api.dependencies import KnownReading, Reading
from app.api.inline import inline
from app.api.negotiation import choose_format
from app.api.ogc.crs import Crs, corner
from app.api.pages import CURSOR, Page
from app.api.parameters import POLICY, SET, AskedMoment, Clock, box_of, day_parameter
from app.domain.asked import Asked
from app.domain.dates import DateUnreadable, day_or_instant
from app.errors import ParameterRefused
from app.queries.geometry import BBox

MOST = 1000
OPEN = {"", ".."}

DATETIME = Query(
    alias="datetime",
    description="Valid time: a day or an instant, or an interval of them, `..` for an open end.",
    examples=["2021-07-07"],
)
BOX = Query(
    alias="bbox", description="Four numbers, or six: west, south, (lowest,) east, north(, highest)."
)
BOX_CRS = Query(alias="bbox-crs", description="The coordinates of bbox; absent: CRS84.")
CRS = Query(description="The coordinates of the answer; absent: CRS84.")
FORMAT = Query(description="`geojson` or `json`: the same, under either media type.")
LIMIT = Query(
    ge=1,
    description="Features of a page, 1000 at most.",
    json_schema_extra={"maximum": MOST},
)


class When(NamedTuple):
    """The days that are asked about, both ends in it; None: open. `is_day`: it is one day."""

    first: date | None
    last: date | None
    is_day: bool = False


EVER = When(None, None)


def when(clock: Clock, text: Annotated[str | None, DATETIME] = None) -> When | None:
    """Read `datetime`; None: the latest state. Raises ParameterRefused."""
    if text is None:
        return None
    # GDAL writes a day with a bare T behind it.
    ends = [end.removesuffix("T") for end in text.split("/")]
    if len(ends) == 1:
        day = day_parameter("datetime", ends[0], clock)
        return When(day, day, is_day=True)
    if len(ends) > 2 or OPEN.issuperset(ends):
        raise ParameterRefused("datetime", "Write a day, or two parted by a slash, one open (..).")
    first, last = (None if end in OPEN else _end(end) for end in ends)
    if first and last and last < first:
        raise ParameterRefused("datetime", "The interval ends before it begins.")
    return When(first, last)


def _end(text: str) -> date:
    try:
        return day_or_instant(text)
    except DateUnreadable as error:
        raise ParameterRefused("datetime", str(error)) from None


AskedWhen = Annotated[When | None, Depends(inline(when))]


def asked_when(
    days: AskedWhen,
    moment: AskedMoment,
    policy: Annotated[str | None, POLICY] = None,
    set_id: Annotated[str | None, SET] = None,
) -> Asked:
    """Ask for the state on the day that is given; of an interval, for the latest."""
    day = days.first if days is not None and days.is_day else None
    return moment._replace(at=day, policy=policy, set_id=set_id)


def asked_at_last(
    days: AskedWhen, asked: Annotated[Asked, Depends(inline(asked_when))], clock: Clock
) -> Asked:
    """Ask for the state on the last day given; of one to come, or an open end, for the latest."""
    last = days.last if days is not None else None
    return asked._replace(at=None if last and last > clock.date() else last)


def box(
    text: Annotated[str | None, BOX] = None, crs: Annotated[Crs, BOX_CRS] = Crs.CRS84
) -> BBox | None:
    """Read a box in any of the coordinates, as degrees. Raises ParameterRefused."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in {4, 6}:
        raise ParameterRefused("bbox", "bbox takes four numbers, or six, parted by commas.")
    half = len(numbers) // 2
    low, high = (corner(crs, *numbers[at : at + 2]) for at in (0, half))
    return box_of((*low, *high))


def page(limit: Annotated[int, LIMIT] = MOST, cursor: Annotated[str | None, CURSOR] = None) -> Page:
    """Read which page is asked for: of a limit beyond the greatest, the greatest."""
    return Page(min(limit, MOST), cursor)


@dataclass
class Choice:
    """Which features are wanted: of which days, in which box; and on which page."""

    days: AskedWhen
    box: Annotated[BBox | None, Depends(inline(box))]
    page: Annotated[Page, Depends(inline(page))]


Chosen = Annotated[Choice, Depends(inline(Choice))]


@dataclass
class Drawing(Reading):
    """A read of features on a day: `crs` are the coordinates that they are drawn in."""

    asked: Annotated[Asked, Depends(inline(asked_when))]
    f: Annotated[str | None, FORMAT] = None
    crs: Annotated[Crs, CRS] = Crs.CRS84

    def send(self, body: bytes, link: str | None = None) -> Response:
        """Send features, told in which coordinates they are. Raises NotAcceptable."""
        told = {"Content-Crs": f"<{self.crs}>"}
        return self.answer(body, self.format, told | ({"Link": link} if link else {}))

    @property
    def format(self) -> str:
        """The format that is wanted. Raises ParameterRefused and NotAcceptable."""
        accept = self.request.headers.get("Accept")
        return choose_format(self.f, accept, ("geojson", "json"))


@dataclass
class DayReading(Reading):
    """A read of what has no periods: of an interval it shows the last day."""

    asked: Annotated[Asked, Depends(inline(asked_at_last))]


@dataclass
class DayDrawing(Drawing, DayReading):
    """A read of features that have no periods."""

    asked: Annotated[Asked, Depends(inline(asked_at_last))]


@dataclass
class KnownDrawing(Drawing, KnownReading):
    """A read of features that show no status: only the moment of knowledge can be asked for."""

    asked: AskedMoment


Drawer = Annotated[Drawing, Depends(inline(Drawing))]
DayReader = Annotated[DayReading, Depends(inline(DayReading))]
DayDrawer = Annotated[DayDrawing, Depends(inline(DayDrawing))]
KnownDrawer = Annotated[KnownDrawing, Depends(inline(KnownDrawing))]
