"""How is a question written in a URL? The parameters that several routes share."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from app.api.inline import inline
from app.domain.asked import Asked
from app.domain.dates import DateUnreadable, day_or_instant, knowledge_instant
from app.domain.scale import Scale
from app.errors import ParameterRefused
from app.queries.geometry import BBox

AT = Query(
    min_length=1,
    description="Valid time: a day, or an instant that counts as its UTC day. Absent: the latest.",
    examples=["2021-07-07"],
)
AT_EFFECT = Query(
    min_length=1,
    description="Day of a dry run's effect. Absent: the greatest `latest` of the claims.",
)
KNOWN_AT = Query(
    description="System time: an instant, or a day that means its end in UTC.",
    examples=["2021-07-08"],
)
REVISION = Query(ge=0, le=2**62, description="The ledger's position; excludes `known_at`.")
POLICY = Query(
    min_length=1,
    description="The rule that picks the claims: one of the theatre's policies.",
    examples=["confirmed"],
)
SET = Query(
    min_length=1,
    alias="set",
    description="The district set, used as denominator.",
    examples=["afg-421"],
)


def now(request: Request) -> datetime:
    """Tell the time by the app's clock."""
    instant: datetime = request.app.state.clock()
    return instant


Clock = Annotated[datetime, Depends(inline(now))]


def moment(
    clock: Clock,
    known_at: Annotated[str | None, KNOWN_AT] = None,
    revision: Annotated[int | None, REVISION] = None,
) -> tuple[datetime | None, int | None]:
    """Read the moment of knowledge: an instant or a revision, not both."""
    if known_at is not None and revision is not None:
        raise ParameterRefused("revision", "Give known_at or revision, not both.")
    if known_at is None:
        return None, revision
    return instant_parameter("known_at", known_at, clock), None


def asked(
    clock: Clock,
    known: Annotated[tuple[datetime | None, int | None], Depends(inline(moment))],
    at: Annotated[str | None, AT] = None,
    policy: Annotated[str | None, POLICY] = None,
    set_id: Annotated[str | None, SET] = None,
) -> Asked:
    """Read the bitemporal parameters. Raises ParameterRefused."""
    day = None if at is None else day_parameter("at", at, clock)
    return Asked(day, *known, policy, set_id)


def asked_of_effect(
    clock: Clock,
    at: Annotated[str | None, AT_EFFECT] = None,
    policy: Annotated[str | None, POLICY] = None,
    set_id: Annotated[str | None, SET] = None,
) -> Asked:
    """Read for which view a dry run tells its effect. Raises ParameterRefused."""
    return Asked(None if at is None else day_parameter("at", at, clock), None, None, policy, set_id)


def asked_as_known(
    known: Annotated[tuple[datetime | None, int | None], Depends(inline(moment))],
) -> Asked:
    """Read the moment of knowledge alone, for what has neither day nor policy nor set."""
    return Asked(None, *known)


def day_parameter(name: str, text: str, at: datetime) -> date:
    """Read a day of valid time; it may not be in the future. Raises ParameterRefused."""
    try:
        day = day_or_instant(text)
    except DateUnreadable as error:
        raise ParameterRefused(name, _with_plus(text, str(error))) from None
    if day > at.astimezone(UTC).date():
        raise ParameterRefused(name, f"{text} is in the future.")
    return day


def instant_parameter(name: str, text: str, at: datetime) -> datetime:
    """Read an instant of system time; it may not be in the future. Raises ParameterRefused."""
    try:
        return knowledge_instant(text, at)
    except DateUnreadable as error:
        raise ParameterRefused(name, _with_plus(text, str(error))) from None


def _with_plus(text: str, detail: str) -> str:
    """Explain the commonest slip: in a URL, a plus sign is a blank."""
    return (
        f"{detail} (A plus sign is %2B in a URL.)"
        if " " in text and "%2B" not in detail
        else detail
    )


def bbox_parameter(text: str | None) -> BBox | None:
    """Read `minlon,minlat,maxlon,maxlat` in degrees. Raises ParameterRefused."""
    if text is None:
        return None
    return box_of(_degrees("bbox", text, 4))


def box_of(numbers: Iterable[float]) -> BBox:
    """Take four numbers as west, south, east, north in degrees. Raises ParameterRefused."""
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ParameterRefused(
            "bbox", "Write bbox=minlon,minlat,maxlon,maxlat in degrees, south before north."
        )
    return west, south, east, north


def point_parameter(text: str | None) -> tuple[float, float] | None:
    """Read `lon,lat` in degrees. Raises ParameterRefused."""
    if text is None:
        return None
    lon, lat = _degrees("point", text, 2)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ParameterRefused("point", "Write point=lon,lat in degrees, longitude first.")
    return lon, lat


def _degrees(name: str, text: str, count: int) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        raise ParameterRefused(name, f"{name} takes {count} numbers parted by commas.")
    return numbers


def require_statuses(wanted: Sequence[str], scale: Scale) -> None:
    """Refuse a status that the theatre's scale does not have. Raises ParameterRefused."""
    for status in wanted:
        if status not in scale.ids():
            known = ", ".join(scale.ids())
            raise ParameterRefused("status", f"There is no status {status!r} here: {known}.")


AskedView = Annotated[Asked, Depends(inline(asked))]
AskedEffect = Annotated[Asked, Depends(inline(asked_of_effect))]
AskedMoment = Annotated[Asked, Depends(inline(asked_as_known))]
