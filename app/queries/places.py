"""Which place is meant by a code or a name, in any of its spellings?"""

from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, Text, bindparam, func, or_, select

from app.db.models import place_names, places
from app.domain.names import fold
from app.errors import PlaceAmbiguous, PlaceNotFound
from app.queries.control_at import THEATRE

Levels = tuple[int, ...]

PROVINCE: Levels = (1,)
DISTRICT: Levels = (2,)
ANYWHERE: Levels = (0, 1, 2)
WHOLES: Levels = (0, 1)
"""The levels at which a place is looked for; 0 is the theatre as a whole."""

MOST_CANDIDATES = 5


def place_binds(text: str) -> dict[str, str]:
    """Give the binds by which `places_named` finds the place that is meant."""
    return {"place": text.strip().upper(), "folded": fold(text)}


def places_named(levels: Levels) -> ScalarSelect[Any]:
    """Select the places of some levels that have this code, or else this name, as one JSON list.

    A code is found whatever its case; a name equals one that is folded alike.
    """
    named = select(place_names.c.code).where(
        place_names.c.theatre == THEATRE,
        place_names.c.folded == bindparam("folded", type_=Text),
    )
    found = (
        select(places.c.code, places.c.name, places.c.province)
        .where(
            places.c.theatre == THEATRE,
            places.c.level.in_(levels),
            or_(
                func.upper(places.c.code) == bindparam("place", type_=Text),
                places.c.code.in_(named),
            ),
        )
        .subquery("found")
    )
    candidate = func.jsonb_build_object(
        *("code", found.c.code, "name", found.c.name, "province", found.c.province)
    )
    return select(func.jsonb_agg(candidate)).select_from(found).scalar_subquery()


def choose(found: list[dict[str, str]] | None, text: str) -> str | None:
    """Choose the code of the place that is meant; None: there is none.

    A code wins over names. Raises PlaceAmbiguous.
    """
    for place in found or []:
        if place["code"].upper() == text.strip().upper():
            return place["code"]
    if found and len(found) > 1:
        raise PlaceAmbiguous(text, sorted(found, key=lambda place: place["code"]))
    return found[0]["code"] if found else None


def not_found(connection: Connection, theatre: str, levels: Levels, text: str) -> PlaceNotFound:
    """Say that no place is meant, and which ones are spelled most alike."""
    binds = {"theatre": theatre, "folded": fold(text)}
    rows = connection.execute(nearest_statement(levels), binds)
    return PlaceNotFound(text, [{"code": row.code, "name": row.name} for row in rows])


def nearest_statement(levels: Levels) -> Select[Any]:
    """Select the places whose names are spelled most like the bind `folded`."""
    likeness = func.max(
        func.similarity(place_names.c.folded, bindparam("folded", type_=Text))
    ).label("likeness")
    return (
        select(places.c.code, places.c.name, likeness)
        .join_from(
            place_names,
            places,
            (places.c.theatre == place_names.c.theatre) & (places.c.code == place_names.c.code),
        )
        .where(
            places.c.theatre == THEATRE,
            places.c.level.in_(levels),
            place_names.c.folded.op("%")(bindparam("folded", type_=Text)),
        )
        .group_by(places.c.code, places.c.name)
        .order_by(likeness.desc(), places.c.code)
        .limit(MOST_CANDIDATES)
    )
