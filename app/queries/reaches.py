"""How far does each theatre reach: what does it know, of which days, and where is it?"""

from typing import NamedTuple

from sqlalchemy import Connection

from app.queries.extents import fetch_extents
from app.queries.geometry import BBox
from app.queries.theatres import Coverage, Theatre, fetch_theatres


class Reach(NamedTuple):
    """A theatre, what it knows, and the box around it, None if it is not on the map."""

    theatre: Theatre
    coverage: Coverage
    box: BBox | None


def fetch_reaches(connection: Connection, theatre: str | None = None) -> list[Reach]:
    """Fetch the reach of all theatres, or of the one asked for; none if that is unknown."""
    found, extents = fetch_theatres(connection, theatre), fetch_extents(connection)
    return [Reach(each, covered, extents.get(each.id)) for each, covered in found]
