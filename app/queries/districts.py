"""Which districts are there, by any spelling of their names, in which sets, and where?"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import district_sets, place_names, places, set_members
from app.domain.names import fold
from app.queries.control_at import REVISION, SET_ID, THEATRE, View
from app.queries.geometry import WGS84, BBox, box_binds, shapes, touches
from app.queries.names import names_by_place
from app.queries.pages import Listed, Part, listed, page_of
from app.queries.people import people
from app.queries.status import DistrictStatus, status_statement

ALIKE = 0.25
"""Of 1, how like a name must be: a typo in a name of five letters still finds it."""

EXACT = 1_000_000
"""The likeness of equal names, in whole numbers, so that a page can begin after any."""


class District(NamedTuple):
    """A district of the gazetteer.

    `names` are lists by language, the main name first; `sets` are the ids of the sets that it is
    in; `lon` and `lat` are its centroid in degrees. `population` is that of the `year`, as the
    `source` counted it. `geometry` is GeoJSON text. None: not known. `likeness` tells how like a
    name is to the one sought, from 0 to EXACT.
    """

    code: str
    code_system: str
    name: str
    names: dict[str, list[str]]
    province: str
    province_name: str
    type: str
    sets: list[str]
    lon: float | None
    lat: float | None
    area_m2: int | None
    population: int | None
    year: int | None
    source: str | None
    geometry: str | None
    likeness: int


class Wanted(NamedTuple):
    """Which districts are wanted; None: whichever. `province` is a code, `q` a name to look for.

    `in_set`: those of the view's set alone. `point` is (longitude, latitude) in degrees.
    """

    province: str | None = None
    in_set: bool = False
    type: str | None = None
    q: str | None = None
    bbox: BBox | None = None
    point: tuple[float, float] | None = None


def fetch_districts(
    connection: Connection, view: View, wanted: Wanted, part: Part, *, drawn: bool = False
) -> Listed[District]:
    """Fetch districts known at the revision of the view, by code; with `q` the best first.

    A key is (minus the likeness, code). `drawn`: with their simplified geometry.
    """
    page = page_of(_keys(wanted), part)
    district = districts_statement(drawn=drawn).subquery("district")
    statement = (
        select(page.c.total, *district.c, -page.c.rank)
        .select_from(page.outerjoin(district, district.c.code == page.c.code))
        .order_by(page.c.rank, page.c.code)
    )
    rows = connection.execute(statement, view.binds | _binds(wanted))
    return listed(rows, part, lambda row: District(*row))


def fetch_district(
    connection: Connection, view: View, code: str
) -> tuple[District, DistrictStatus]:
    """Fetch one district with its status, in whatever set it is."""
    district = districts_statement().subquery("gazetteer")
    status = status_statement(view.policy.rule, one=True)
    own = len(status.selected_columns)
    statement = status.add_columns(*district.c).join(district, district.c.code == places.c.code)
    row = connection.execute(statement, view.binds | {"district": code}).one()
    return District(*(*row[own:], EXACT)), DistrictStatus(*row[:own])


@cache
def districts_statement(*, drawn: bool = False) -> Select[Any]:
    """Select the columns of District but its likeness."""
    province = places.alias("province_named")
    names = names_by_place()
    shape, counted = shapes(), people()
    member = set_members.c
    in_sets = (
        select(func.array_agg(aggregate_order_by(district_sets.c.id, district_sets.c.ordering)))
        .where(
            district_sets.c.theatre == THEATRE,
            district_sets.c.id == member.set_id,
            member.theatre == THEATRE,
            member.district == places.c.code,
        )
        .correlate(places)
        .scalar_subquery()
    )
    return (
        select(
            *(places.c.code, places.c.code_system, places.c.name, names.c.names),
            *(places.c.province, province.c.name.label("province_name"), places.c.type),
            in_sets.label("sets"),
            func.ST_X(places.c.centroid).label("lon"),
            func.ST_Y(places.c.centroid).label("lat"),
            *(shape.c.area_m2, counted.c.population, counted.c.year, counted.c.source),
            (shape.c.simplified if drawn else cast(null(), Text)).label("geometry"),
        )
        .join_from(
            places,
            province,
            and_(province.c.theatre == THEATRE, province.c.code == places.c.province),
        )
        .outerjoin(names, names.c.code == places.c.code)
        .outerjoin(shape, shape.c.code == places.c.code)
        .outerjoin(counted, counted.c.code == places.c.code)
        .where(places.c.theatre == THEATRE, places.c.level == 2)
    )


def _keys(wanted: Wanted) -> Select[Any]:
    """Select `rank` (minus the likeness) and `code` of the districts that are wanted."""
    tests: dict[str, Callable[[], ColumnElement[bool]]] = {
        "province": lambda: places.c.province == bindparam("in_province", type_=Text),
        "in_set": lambda: places.c.code.in_(_of_the_set()),
        "type": lambda: places.c.type == bindparam("of_type", type_=Text),
        "bbox": lambda: touches(func.coalesce(_shape_of(), places.c.centroid)),
        "point": lambda: func.ST_Covers(_shape_of(), _point()),
    }
    asked = [test() for name, test in tests.items() if getattr(wanted, name) not in {None, False}]
    known = (places.c.theatre == THEATRE, places.c.level == 2, places.c.revision <= REVISION)
    statement = select(places.c.code).where(*known, *asked)
    if wanted.q is None:
        return select(literal(-EXACT, BigInteger).label("rank"), statement.subquery().c.code)
    sought = _sought()
    return (
        select(cast(-sought.c.likeness, BigInteger).label("rank"), places.c.code)
        .join_from(places, sought, sought.c.code == places.c.code)
        .where(*known, *asked)
    )


def _binds(wanted: Wanted) -> dict[str, Any]:
    binds: dict[str, Any] = {"in_province": wanted.province, "of_type": wanted.type}
    if wanted.q is not None:
        binds |= {"folded": fold(wanted.q), "coded": wanted.q.strip().upper()}
    if wanted.bbox:
        binds |= box_binds(wanted.bbox)
    if wanted.point:
        binds |= {"lon": wanted.point[0], "lat": wanted.point[1]}
    return binds


def _sought() -> Subquery:
    """Select `code` and `likeness` of the places whose code or a name is like the one sought.

    A name that begins with it is more like it than one that only shares letters with it.
    """
    name = place_names.c
    folded = bindparam("folded", type_=Text)
    begins = func.starts_with(name.folded, folded)
    letters = func.similarity(name.folded, folded)
    likeness = func.greatest(letters, cast(begins, Integer) * 0.9 + letters * 0.1, type_=Float)
    alike = func.max(cast(likeness * EXACT, Integer))
    named = (
        select(name.code, alike.label("likeness"))
        .where(name.theatre == THEATRE, name.revision <= REVISION, or_(letters >= ALIKE, begins))
        .group_by(name.code)
    )
    coded = select(places.c.code, literal(EXACT, Integer)).where(
        places.c.theatre == THEATRE,
        func.upper(places.c.code) == bindparam("coded", type_=Text),
    )
    either = named.union_all(coded).subquery("either")
    return (
        select(either.c.code, func.max(either.c.likeness).label("likeness"))
        .group_by(either.c.code)
        .subquery("sought")
    )


def _of_the_set() -> Select[Any]:
    return select(set_members.c.district).where(
        set_members.c.theatre == THEATRE, set_members.c.set_id == SET_ID
    )


def _shape_of() -> ColumnElement[Any]:
    shape = shapes()
    return select(shape.c.geometry).where(shape.c.code == places.c.code).scalar_subquery()


def _point() -> ColumnElement[Any]:
    lon, lat = (bindparam(name, type_=Float) for name in ("lon", "lat"))
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), WGS84)
