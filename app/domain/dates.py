"""On which days may it have begun, and at which instant did the ledger know it?

Valid time is counted in days and written in EDTF; system time is counted in instants. Each refusal
is a `DateUnreadable` whose text says what to write instead.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import NamedTuple

_EDTF_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?[~?%]?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_WINDOW_FORMS = (
    "Write a day (2021-07-07), a month (2021-07), a year (2021), "
    "a range (2021-06-15/2021-07-07) or 'held by then' (../2021-07-07), "
    "each date with ~, ? or % if need be."
)
_DAY_FORM = "Write a day as 2021-07-07."
_TIME_FORMS = (
    "Write a date (2021-07-07) or an instant with its offset (2021-07-07T18:30:00Z, or +04:30, "
    "whose plus sign is %2B in a URL)."
)


class DateUnreadable(ValueError):
    """A date that can't be taken as it stands; the text says why and what to write instead."""


class Window(NamedTuple):
    """The days on one of which a status began: it still held at the end of the last one.

    Both ends belong to the window. `earliest` is None where the start is open (`../2021-07-07`).
    `edtf` is the date as it was written.
    """

    edtf: str
    earliest: date | None
    latest: date


def parse_valid_from(text: str) -> Window:
    """Read the EDTF of a claim's or a figure's date: day, month, year, `a/b` or `../b`.

    A qualifier (`~`, `?`, `%`) does not move the bounds. Raises DateUnreadable for all else:
    instants, `a/..`, seasons, unspecified digits, a backward window, days that do not exist.
    """
    start, slash, end = text.partition("/")
    if end == "..":
        raise DateUnreadable(f"{_shown(text)} has no end. {_WINDOW_FORMS}")
    if not slash:
        return Window(text, *_span(start, text))
    earliest = None if start == ".." else _span(start, text)[0]
    latest = _span(end, text)[1]
    if earliest is not None and latest < earliest:
        raise DateUnreadable(f"{_shown(text)} ends before it begins. {_WINDOW_FORMS}")
    return Window(text, earliest, latest)


def bounded(window: Window, recorded_on: date, published_on: date | None) -> Window:
    """Cut a window to what its report can speak of.

    `latest` becomes no later than the day of publication (None: not known) and the UTC day of
    recording. Raises DateUnreadable when nothing of the window is left: the report was published
    before it begins, or it begins after `recorded_on`.
    """
    begins = window.earliest or date.min
    if published_on is not None and published_on < begins:
        raise DateUnreadable(
            f"{_shown(window.edtf)} begins after the report was published ({published_on}). "
            "Write a date that the report can speak of, or correct its publication date."
        )
    if recorded_on < begins:
        raise DateUnreadable(
            f"{_shown(window.edtf)} begins after {recorded_on}, the day of recording. "
            "Write a date that is not in the future."
        )
    return window._replace(latest=min(window.latest, recorded_on, published_on or date.max))


def parse_day(text: str) -> date:
    """Read one calendar day, `2021-07-07`. Raises DateUnreadable for anything else."""
    if _DAY.fullmatch(text) is None:
        raise DateUnreadable(f"{_shown(text)} is not a day. {_DAY_FORM}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateUnreadable(f"{_shown(text)} is no day of the calendar. {_DAY_FORM}") from None


def day_or_instant(text: str) -> date:
    """Read valid time in a question: a day, or an instant that counts as its UTC day.

    Raises DateUnreadable for an instant without offset, an integer, or anything else.
    """
    return parse_day(text) if _DAY.fullmatch(text) else _parse_instant(text).date()


def knowledge_instant(text: str, now: datetime) -> datetime:
    """Read system time in a question as an instant in UTC.

    A date means the last microsecond of that UTC day, today's date means `now` (which must carry
    an offset). Raises DateUnreadable for the future and for what day_or_instant refuses.
    """
    now = now.astimezone(UTC)
    if _DAY.fullmatch(text) is None:
        instant = _parse_instant(text)
    elif (day := parse_day(text)) == now.date():
        instant = now
    else:
        instant = datetime.combine(day, time.max, UTC)
    if instant > now:
        raise DateUnreadable(
            f"{_shown(text)} is in the future, of which the ledger knows nothing. "
            f"Write a time up to now ({now:%Y-%m-%dT%H:%M:%SZ})."
        )
    return instant


def _span(part: str, text: str) -> tuple[date, date]:
    match = _EDTF_DATE.fullmatch(part)
    if match is None:
        raise DateUnreadable(f"{_shown(text)} is not a date that is read here. {_WINDOW_FORMS}")
    year, month, day = (int(digits or 1) for digits in match.groups())
    try:
        first = date(year, month, day)
    except ValueError:
        raise DateUnreadable(f"{_shown(text)} is not in the calendar. {_WINDOW_FORMS}") from None
    if match["day"]:
        return first, first
    last_month = month if match["month"] else 12
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _parse_instant(text: str) -> datetime:
    if _INSTANT.fullmatch(text) is None:
        raise DateUnreadable(
            f"{_shown(text)} is neither a date nor an instant with offset. {_TIME_FORMS}"
        )
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise DateUnreadable(f"{_shown(text)} is not in the calendar. {_TIME_FORMS}") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
