"""Which words does a theatre understand, as far as a write uses them?"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    case,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import (
    Code,
    actors,
    crosswalks,
    events,
    place_names,
    places,
    sources,
    statuses,
    theatres,
)
from app.domain.drafts import Original
from app.domain.names import fold
from app.domain.vocabulary import DISTRICT, THEATRE, KnownPlace, Meaning, Vocabulary
from app.errors import DraftRejected, TheatreNotFound

NEAR = 5
MOST_GUESSED = 20
MOST_TEXTS = 100_000
"""Different names of places in what is posted at once: theatres have tens of thousands."""
BRING_WORDS = ("places", "source")
"""The kinds of events after which a theatre understands other words."""

OF_THEATRE = bindparam("of_theatre", type_=Code)
CODES, FOLDED = (bindparam(name, type_=ARRAY(Text)) for name in ("codes", "folded"))


def fetch_words(
    connection: Connection, theatre: str, texts: Collection[str] | None = None
) -> Vocabulary:
    """Fetch the words of a theatre; of its places those that `texts` may mean (None: all).

    Raises TheatreNotFound, and DraftRejected where `texts` are too many to look up.
    """
    if texts is not None and len(texts) > MOST_TEXTS:
        detail = f"These are {len(texts)} names of places; {MOST_TEXTS} are the most at once."
        raise DraftRejected(detail)
    here = {"of_theatre": theatre}
    row = connection.execute(_words(), here).one_or_none()
    if row is None:
        raise TheatreNotFound(theatre)
    words = Vocabulary(
        [theatre, row.code],
        {id_: Meaning(*means) for id_, *means in row.statuses or ()},
        [id_ for (id_,) in row.actors or ()],
        dict(row.sources or ()),
        row.revision,
    )
    if texts is None:
        words.crosswalk = fetch_crosswalk(connection, theatre)
        _add(words, connection.execute(_places(), here))
        return words
    _add(words, connection.execute(_places_meant(), here | _meant(words, row.code, texts)))
    unknown = [text for text in texts if not words.knows(text)][:MOST_GUESSED]
    near = {
        code
        for text in unknown
        for code in connection.scalars(_near(), here | {"like": fold(text)})
        if code not in words.places
    }
    if near:
        _add(
            words, connection.execute(_places_meant(), {**here, "codes": list(near), "folded": []})
        )
    return words


def fetch_crosswalk(connection: Connection, theatre: str) -> dict[Original, str]:
    """Fetch what the values of foreign scales mean here."""
    c = crosswalks.c
    statement = select(c.scale, c.value, c.status).where(c.theatre == theatre)
    rows = connection.execute(statement.order_by(c.scale, c.value))
    return {Original(row.scale, row.value): row.status for row in rows}


def words_moved(connection: Connection, theatre: str, after: int, upto: int) -> bool:
    """Tell whether an event after a revision brought other words, up to another one."""
    if after == upto:
        return False
    binds = {"of_theatre": theatre, "after": after, "upto": upto}
    return not set(BRING_WORDS).isdisjoint(connection.scalars(_kinds(), binds))


def _add(words: Vocabulary, found: Any) -> None:
    for code, level, name, province, names, districts in found:
        words.add_place(KnownPlace(code, level, name, province, districts), names or ())


def _meant(words: Vocabulary, whole: str, texts: Collection[str]) -> dict[str, list[str]]:
    """Give what the places that are meant are found by: codes, as written or in capitals; names."""
    codes = {code for text in texts for code in (text.strip(), text.strip().upper())}
    if not words.names_of_theatre.isdisjoint(codes):
        codes.add(whole)
    return {"codes": list(codes), "folded": list({fold(text) for text in texts})}


@cache
def _words() -> Select[Any]:
    """Select the theatre's head and code, and its statuses, actors and sources as JSON."""
    status, actor, source = statuses.c, actors.c, sources.c
    return select(
        *(theatres.c.revision, theatres.c.code),
        _listed(status.ordering, status.id, status.controller, status.degree).label("statuses"),
        _listed(actor.ordering, actor.id).label("actors"),
        _listed(source.id, source.id, source.favours).label("sources"),
    ).where(theatres.c.id == OF_THEATRE)


def _listed(order: Any, *columns: Any) -> ScalarSelect[Any]:
    item = func.json_build_array(*columns)
    return (
        select(func.json_agg(aggregate_order_by(item, order)))
        .where(order.table.c.theatre == OF_THEATRE)
        .scalar_subquery()
    )


@cache
def _places() -> Select[Any]:
    """Select the columns of KnownPlace, and all its names before the count of its districts."""
    names = select(func.array_agg(place_names.c.name)).where(
        place_names.c.theatre == OF_THEATRE, place_names.c.code == places.c.code
    )
    within = places.alias("within")
    all_ = select(func.count()).where(within.c.theatre == OF_THEATRE, within.c.level == DISTRICT)
    held = case(
        (places.c.level == DISTRICT, 1),
        (places.c.level == THEATRE, all_.scalar_subquery()),
        else_=all_.where(within.c.province == places.c.code).scalar_subquery(),
    )
    return select(
        *(places.c.code, places.c.level, places.c.name, places.c.province),
        names.scalar_subquery(),
        held,
    ).where(places.c.theatre == OF_THEATRE)


@cache
def _places_meant() -> Select[Any]:
    """Select the same of the places with one of the `codes`, or with a name that is `folded`."""
    # A join, for `= ANY` would be looked up among the trigrams, at a hundred times the cost.
    folded = func.unnest(FOLDED).table_valued("name").render_derived(name="folded")
    named = (
        select(place_names.c.code)
        .join_from(folded, place_names, place_names.c.folded == folded.c.name)
        .where(place_names.c.theatre == OF_THEATRE)
    )
    wanted = union_all(select(func.unnest(CODES)), named)
    return _places().where(places.c.code.in_(wanted))


@cache
def _near() -> Select[Any]:
    like = bindparam("like", type_=Text)
    alike = func.max(func.similarity(place_names.c.folded, like))
    return (
        select(place_names.c.code)
        .where(place_names.c.theatre == OF_THEATRE, place_names.c.folded.op("%")(like))
        .group_by(place_names.c.code)
        .order_by(alike.desc(), place_names.c.code)
        .limit(NEAR)
    )


@cache
def _kinds() -> Select[Any]:
    after, upto = (bindparam(name, type_=BigInteger) for name in ("after", "upto"))
    return (
        select(events.c.kind)
        .where(
            events.c.theatre == OF_THEATRE,
            events.c.revision > after,
            events.c.revision <= upto,
        )
        .distinct()
    )
