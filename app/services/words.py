"""Which words does a theatre understand, as far as a write uses them?"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, true

from app.db.models import actors, crosswalks, place_names, places, sources, statuses, theatres
from app.domain.drafts import Original
from app.domain.names import fold
from app.domain.vocabulary import DISTRICT, THEATRE, KnownPlace, Meaning, Vocabulary

NEAR = 5
MOST_GUESSED = 20


def fetch_words(
    connection: Connection, theatre: str, texts: Collection[str] | None = None
) -> Vocabulary:
    """Fetch the words of a theatre; of its places those that `texts` may mean (None: all)."""
    words = _without_places(connection, theatre)
    if texts is None:
        words.crosswalk = fetch_crosswalk(connection, theatre)
        _add(connection, words, theatre, true())
        return words
    if words.names_of_theatre & {text.strip().upper() for text in texts}:
        _add(connection, words, theatre, places.c.level == THEATRE)
    _add(connection, words, theatre, _meant(theatre, texts))
    unknown = [text for text in texts if not words.knows(text)][:MOST_GUESSED]
    near = {code for text in unknown for code in connection.scalars(_near(theatre, text))}
    if near - words.places.keys():
        _add(connection, words, theatre, places.c.code.in_(near - words.places.keys()))
    return words


def fetch_crosswalk(connection: Connection, theatre: str) -> dict[Original, str]:
    """Fetch what the values of foreign scales mean here."""
    c = crosswalks.c
    statement = select(c.scale, c.value, c.status).where(c.theatre == theatre)
    rows = connection.execute(statement.order_by(c.scale, c.value))
    return {Original(row.scale, row.value): row.status for row in rows}


def _without_places(connection: Connection, theatre: str) -> Vocabulary:
    code = connection.scalar(select(theatres.c.code).where(theatres.c.id == theatre))
    of_theatre = {
        table: connection.execute(select(table).where(table.c.theatre == theatre).order_by(order))
        for table, order in ((statuses, "ordering"), (actors, "ordering"), (sources, "id"))
    }
    return Vocabulary(
        [theatre] if code is None else [theatre, code],
        {row.id: Meaning(row.controller, row.degree) for row in of_theatre[statuses]},
        [row.id for row in of_theatre[actors]],
        {row.id: row.favours for row in of_theatre[sources]},
    )


def _add(
    connection: Connection, words: Vocabulary, theatre: str, which: ColumnElement[bool]
) -> None:
    found = connection.execute(_places(theatre).where(which)).all()
    held: dict[str | None, int] = {}
    if any(row.level != DISTRICT for row in found):
        held = {row.province: row.districts for row in connection.execute(_held(theatre))}
    for row in found:
        count = {DISTRICT: 1, THEATRE: sum(held.values())}.get(row.level, held.get(row.code, 0))
        place = KnownPlace(row.code, row.level, row.name, row.province, count)
        words.add_place(place, row.names or ())


def _places(theatre: str) -> Select[Any]:
    names = (
        select(func.array_agg(place_names.c.name))
        .where(place_names.c.theatre == places.c.theatre, place_names.c.code == places.c.code)
        .scalar_subquery()
    )
    known = (places.c.code, places.c.level, places.c.name, places.c.province)
    return select(*known, names.label("names")).where(places.c.theatre == theatre)


def _held(theatre: str) -> Select[Any]:
    districts = func.count().label("districts")
    of_theatre = (places.c.theatre == theatre, places.c.level == DISTRICT)
    return select(places.c.province, districts).where(*of_theatre).group_by(places.c.province)


def _meant(theatre: str, texts: Iterable[str]) -> ColumnElement[bool]:
    """Hold for the places with such a code, as written or in capitals, or with such a name."""
    codes = {code for text in texts for code in (text.strip(), text.strip().upper())}
    named = select(place_names.c.code).where(
        place_names.c.theatre == theatre, place_names.c.folded.in_({fold(text) for text in texts})
    )
    return or_(places.c.code.in_(codes), places.c.code.in_(named))


def _near(theatre: str, text: str) -> Select[Any]:
    folded = fold(text)
    alike = func.max(func.similarity(place_names.c.folded, folded))
    return (
        select(place_names.c.code)
        .where(place_names.c.theatre == theatre, place_names.c.folded.op("%")(folded))
        .group_by(place_names.c.code)
        .order_by(alike.desc(), place_names.c.code)
        .limit(NEAR)
    )
