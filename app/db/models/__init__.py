"""Which facts are kept, and which shapes of them the database refuses."""

from app.db.models.answered import answered
from app.db.models.base import OPEN, Code, metadata
from app.db.models.derived import HOLDS, coverage, wins
from app.db.models.keys import keys
from app.db.models.ledger import (
    claims,
    events,
    figures,
    originals,
    redactable_texts,
    redactions,
    reports,
    reviews,
    sources,
)
from app.db.models.places import boundaries, boundary_versions, place_names, places, populations
from app.db.models.theatres import (
    actors,
    crosswalks,
    district_sets,
    method_notes,
    set_members,
    statuses,
    theatres,
)

__all__ = [
    "HOLDS",
    "OPEN",
    "Code",
    "actors",
    "answered",
    "boundaries",
    "boundary_versions",
    "claims",
    "coverage",
    "crosswalks",
    "district_sets",
    "events",
    "figures",
    "keys",
    "metadata",
    "method_notes",
    "originals",
    "place_names",
    "places",
    "populations",
    "redactable_texts",
    "redactions",
    "reports",
    "reviews",
    "set_members",
    "sources",
    "statuses",
    "theatres",
    "wins",
]
