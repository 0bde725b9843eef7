"""A theatre: what it is made of, how far its ledger has come, how much it knows."""

from datetime import date
from typing import Any

from typing_extensions import TypedDict

from app.domain.policies import offered
from app.domain.scale import Scale
from app.queries.theatres import Coverage, Theatre


class ActorItem(TypedDict):
    """A party to the conflict."""

    id: str
    label: str


class ScaleItem(TypedDict):
    """One step of the status scale; `controller` null: nobody controls."""

    id: str
    label: str
    controller: str | None
    degree: str
    colour: str
    order: int


class SetItem(TypedDict):
    """A fixed list of districts, used as denominator."""

    id: str
    title: str
    description: str | None
    total: int


class PolicyItem(TypedDict):
    """A rule that picks the claims that count."""

    id: str
    description: str


class CoverageItem(TypedDict):
    """Districts of the default set assessed under the default policy; the days claims speak of."""

    assessed: int
    total: int
    first_valid: date | None
    last_valid: date | None


class VersionItem(TypedDict):
    """Boundaries under the revision that brought them; a null day: without end.

    `schematic`: cells that were drawn around centroids.
    """

    revision: int
    source: str
    title: str
    licence: str | None
    attribution: str | None
    valid_from: date | None
    valid_to: date | None


class TheatreItem(TypedDict):
    """A theatre at its head."""

    id: str
    code: str
    title: str
    actors: list[ActorItem]
    falls_to: str
    statuses: list[ScaleItem]
    sets: list[SetItem]
    policies: list[PolicyItem]
    default_set: str
    default_policy: str
    revision: int
    head_hash: str
    coverage: CoverageItem
    geometry_source: str | None
    boundaries: list[VersionItem]
    licence: str
    attribution: str
    note: str | None


class TheatresAnswer(TypedDict):
    """All theatres."""

    items: list[TheatreItem]
    total: int


def theatre_item(theatre: Theatre, coverage: Coverage) -> TheatreItem:
    """Show a theatre."""
    listed: Any = theatre.actors, theatre.sets, theatre.boundaries
    return {
        "id": theatre.id,
        "code": theatre.code,
        "title": theatre.title,
        "actors": listed[0],
        "falls_to": theatre.falls_to,
        "statuses": _statuses(theatre.scale),
        "sets": listed[1],
        "policies": [
            {"id": name, "description": text}
            for name, text in offered(theatre.scale.degrees()).items()
        ],
        "default_set": theatre.default_set,
        "default_policy": theatre.default_policy,
        "revision": theatre.revision,
        "head_hash": theatre.head_hash.hex(),
        "coverage": {
            "assessed": coverage.assessed,
            "total": coverage.total,
            "first_valid": coverage.first_valid,
            "last_valid": coverage.last_valid,
        },
        "geometry_source": theatre.geometry_source,
        "boundaries": listed[2],
        "licence": theatre.licence,
        "attribution": theatre.attribution,
        "note": theatre.note,
    }


def _statuses(scale: Scale) -> list[ScaleItem]:
    return [
        {
            "id": status.id,
            "label": status.label,
            "controller": status.controller,
            "degree": status.degree,
            "colour": status.colour,
            "order": status.order,
        }
        for status in scale.statuses
    ]
