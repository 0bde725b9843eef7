"""Which tables does an exported folder have? Those that data/README.md describes, and reviews."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.orm import aliased

from app.db import models as m
from app.domain.vocabulary import DISTRICT, PROVINCE
from app.queries.theatres import Theatre
from app.services.gazetteer import ENGLISH


class Cells(NamedTuple):
    """A table: its header, and its rows in the order of the columns."""

    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def _provinces(connection: Connection, theatre: Theatre) -> Cells:
    names = _Names(connection, theatre)
    capitals = select(m.places.c.province, m.places.c.code).where(
        m.places.c.theatre == theatre.id, m.places.c.type == "provincial_centre"
    )
    capital = {row.province: row.code for row in connection.execute(capitals)}
    return Cells(
        ["code", "code_system", *names.columns, "capital", "centroid_lon", "centroid_lat"],
        (
            (row.code, row.code_system, *names.main(row.code), capital.get(row.code), *row[-2:])
            for row in connection.execute(_places(theatre, PROVINCE))
        ),
    )


def _districts(connection: Connection, theatre: Theatre) -> Cells:
    names = _Names(connection, theatre)
    member = m.set_members.c
    listed = select(member.district, func.string_agg(member.set_id, ";").label("sets"))
    sets = connection.execute(listed.where(member.theatre == theatre.id).group_by(member.district))
    set_ids = {row.district: row.sets for row in sets}
    about = ("province", "type", "temporary", "parent", "sets", "basis")
    points = ("seat_lon", "seat_lat", "centroid_lon", "centroid_lat")
    return Cells(
        ["code", "code_system", *names.columns, *about, *points],
        (
            (
                *(row.code, row.code_system, *names.main(row.code), row.province, row.type),
                *("yes" if row.temporary else "no", row.cut_from, set_ids.get(row.code), row.basis),
                *row[-4:],
            )
            for row in connection.execute(_places(theatre, DISTRICT))
        ),
    )


def _other_names(connection: Connection, theatre: Theatre) -> Cells:
    return Cells(["code", "name", "lang", "source"], _Names(connection, theatre).others)


def _population(connection: Connection, theatre: Theatre) -> Cells:
    return _columns(connection, theatre, m.populations, "code population year source")


def _crosswalk(connection: Connection, theatre: Theatre) -> Cells:
    cells = _columns(connection, theatre, m.crosswalks, "scale value status lossy note source")
    return cells._replace(
        rows=((*row[:3], "yes" if row[3] else "no", *row[4:]) for row in cells.rows)
    )


def _sources(connection: Connection, theatre: Theatre) -> Cells:
    return _columns(connection, theatre, m.sources, "id name kind favours")


def _claims(connection: Connection, theatre: Theatre) -> Cells:
    """Give the claims with the standing that they have now, retracted ones too."""
    claim, report, said = m.claims.c, m.reports.c, m.originals.c
    last = (
        select(m.reviews.c.standing)
        .where(m.reviews.c.theatre == claim.theatre, m.reviews.c.claim == claim.revision)
        .order_by(m.reviews.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = {
        "place": claim.place,
        "except": func.array_to_string(claim["except"], ";"),
        "status": claim.status,
        "scale": said.scale,
        "original": said.value,
        "valid_from": claim.valid_from,
        "mode": claim.mode,
        "source": claim.source,
        "speaker": _text(claim.revision, "speaker"),
        "note": _text(claim.revision, "note"),
        "report_url": report.url,
        "report_archived_url": report.archived_url,
        "report_title": _text(claim.report, "title"),
        "report_publisher": report.publisher,
        "report_published_on": report.published_on,
        "standing": func.coalesce(last, claim.standing),
        "confidence": claim.confidence,
    }
    cited = and_(report.theatre == claim.theatre, report.id == claim.report)
    foreign = and_(said.theatre == claim.theatre, said.revision == claim.revision)
    statement = (
        select(*columns.values())
        .join_from(m.claims, m.reports, cited)
        .outerjoin(m.originals, foreign)
        .where(claim.theatre == theatre.id)
        .order_by(claim.revision)
    )
    return Cells([*columns], connection.execute(statement))


def _figures(connection: Connection, theatre: Theatre) -> Cells:
    figure, report = m.figures.c, m.reports.c
    cited = and_(report.theatre == figure.theatre, report.id == figure.report)
    columns = (figure.date, figure.place, report.publisher, figure.denominator, figure.unit)
    statement = (
        select(*columns, figure["values"], report.url, figure.note)
        .join_from(m.figures, m.reports, cited)
        .where(figure.theatre == theatre.id)
        .order_by(figure.revision)
    )
    statuses = [status.id for status in theatre.scale.statuses]
    header = ["date", "place", "publisher", "denominator", "unit", *statuses, "report_url", "note"]
    return Cells(
        header,
        (
            (*row[:5], *(row[5].get(status) for status in statuses), *row[6:])
            for row in connection.execute(statement)
        ),
    )


def _reviews(connection: Connection, theatre: Theatre) -> Cells:
    return _columns(connection, theatre, m.reviews, "revision claim standing reason")


TABLES: dict[str, Callable[[Connection, Theatre], Cells]] = {
    "provinces": _provinces,
    "districts": _districts,
    "names": _other_names,
    "population": _population,
    "crosswalk": _crosswalk,
    "sources": _sources,
    "claims": _claims,
    "figures": _figures,
    "reviews": _reviews,
}


class _Names:
    """The names of all places: the main one in each language, and the others."""

    def __init__(self, connection: Connection, theatre: Theatre) -> None:
        name = m.place_names.c
        rows = connection.execute(
            select(name.code, name.name, name.lang, name.source)
            .where(name.theatre == theatre.id, name.code != theatre.code)
            .order_by(name.code, name.ordering)
        ).all()
        self._main: dict[tuple[str, str], str] = {}
        self.others: list[tuple[Any, ...]] = []
        for row in rows:
            if row.source is None and (row.code, row.lang) not in self._main:
                self._main[row.code, row.lang] = row.name
            else:
                self.others.append(tuple(row))
        self._langs = sorted({lang for _, lang in self._main} | {ENGLISH}, key=_english_first)
        self.columns = [f"name_{lang}" for lang in self._langs]

    def main(self, code: str) -> Iterator[str | None]:
        """Give a place's main name in each language, None where it has none."""
        return (self._main.get((code, lang)) for lang in self._langs)


def _english_first(lang: str) -> tuple[bool, str]:
    return lang != ENGLISH, lang


def _places(theatre: Theatre, level: int) -> Select[Any]:
    place = m.places.c
    points = (
        axis(point)
        for point in (place.seat, place.centroid)
        for axis in (func.ST_X, func.ST_Y)
        if level == DISTRICT or point is place.centroid
    )
    about = ("code", "code_system", "province", "type", "temporary", "cut_from", "basis")
    return (
        select(*(place[name] for name in about), *points)
        .where(place.theatre == theatre.id, place.level == level)
        .order_by(place.code)
    )


def _columns(connection: Connection, theatre: Theatre, table: Any, names: str) -> Cells:
    header = names.split()
    statement = (
        select(*(table.c[name] for name in header))
        .where(table.c.theatre == theatre.id)
        .order_by(*table.primary_key.columns)
    )
    return Cells(header, connection.execute(statement))


def _text(revision: Any, field: str) -> Any:
    text = aliased(m.redactable_texts, name=field)
    return (
        select(text.c.value)
        .where(
            text.c.theatre == m.claims.c.theatre,
            text.c.revision == revision,
            text.c.field == field,
        )
        .scalar_subquery()
    )
