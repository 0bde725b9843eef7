"""Which days does a series show?"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

Step = Literal["day", "week", "month"]

MOST_POINTS = 2000


def points(first: date, last: date, step: Step) -> list[date]:
    """List the days from the first to the last, both included where the step meets them.

    A month's step keeps the day of the month, or takes the month's last day where it has no such
    day. Stops after one day more than MOST_POINTS.
    """
    found: list[date] = []
    while len(found) <= MOST_POINTS:
        day = _after(first, len(found), step)
        if day is None or day > last:
            break
        found.append(day)
    return found


def _after(first: date, steps: int, step: Step) -> date | None:
    """Find the day some steps later; None: it is past the last year there is."""
    try:
        if step == "month":
            return _months_after(first, steps)
        return first + timedelta(days=steps * (7 if step == "week" else 1))
    except (OverflowError, ValueError):
        return None


def _months_after(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)
