"""Through which periods did all districts go, up to the day of the view?"""

from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from sqlalchemy import Connection

from app.queries.control_at import View
from app.queries.pages import Part
from app.queries.transitions import Sought, Transition, fetch_transitions

ALL = Part(2**31 - 2)
DAY = timedelta(days=1)


class DistrictPeriod(NamedTuple):
    """A period: the transition that opened it, and the day before the next one; None: none yet."""

    opened: Transition
    to: date | None


def fetch_district_periods(
    connection: Connection, view: View, province: str | None = None
) -> list[DistrictPeriod]:
    """Fetch the periods of the districts of the set, by district and in order of time."""
    sought = Sought(date.min, view.day, province)
    found = fetch_transitions(connection, view, sought, ALL).items
    found.sort(key=lambda transition: (transition.code, transition.latest))
    return [
        DistrictPeriod(opened, after.latest - DAY if after and after.code == opened.code else None)
        for opened, after in zip_longest(found, found[1:])
    ]
