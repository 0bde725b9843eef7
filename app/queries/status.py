"""Who holds what: one row per district of the set, on the day of the view."""

from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    and_,
    cast,
    func,
    null,
    select,
)

from app.db.models import places
from app.domain.measures import Measure
from app.queries.control import control
from app.queries.control_at import THEATRE, View, one_district
from app.queries.geometry import BBox, box_binds, shapes, touches
from app.queries.people import people

Geometry = Literal["none", "simplified", "full"]
"""Which geometry comes with a district: none, the one for maps, or the one that was loaded."""


class DistrictStatus(NamedTuple):
    """A district and its status, as a step of the scale; None: not assessed.

    `mask` holds the statuses that are possible beside it. `edtf`, `earliest` and `latest` are the
    window of the claim that opened the period, `last_confirmed` is the last day of the governing
    claim's window, `claim` its id. `geometry` is GeoJSON text, None where there is none.
    The area and the people are None where they are not known, or not asked for.
    """

    code: str
    name: str
    province: str
    province_name: str
    type: str
    status: int | None
    mask: int
    claim: int | None
    last_confirmed: date | None
    edtf: str | None
    earliest: date | None
    latest: date | None
    geometry: str | None
    area_m2: int | None = None
    population: int | None = None
    year: int | None = None
    source: str | None = None

    @property
    def measure(self) -> Measure:
        """The ground and the people of the district."""
        return Measure(
            districts=1,
            area_m2=self.area_m2 or 0,
            measured=int(self.area_m2 is not None),
            population=self.population or 0,
            peopled=int(self.population is not None),
            first_year=self.year,
            last_year=self.year,
            sources=frozenset([self.source] if self.source else ()),
        )


def fetch_status(
    connection: Connection,
    view: View,
    *,
    province: str | None = None,
    bbox: BBox | None = None,
    geometry: Geometry = "none",
) -> list[DistrictStatus]:
    """Fetch the status of the districts of the set, by code.

    `province` is a code: so few districts are cheaper probed one by one. `bbox` keeps the districts
    that touch it, by the geometry there is, else by their centroid.
    """
    kept = view.kept and province is None
    statement = status_statement(view.policy.rule, geometry, located=bbox is not None, kept=kept)
    binds = view.binds | (box_binds(bbox) if bbox else {})
    if province is not None:
        statement = statement.where(places.c.province == province)
    return [DistrictStatus(*row) for row in connection.execute(statement, binds).all()]


def fetch_measured_status(connection: Connection, view: View) -> list[DistrictStatus]:
    """Fetch the status of the districts of the set, by code, with their area and people."""
    statement = measured_status_statement(view.policy.rule, kept=view.kept)
    return [DistrictStatus(*row) for row in connection.execute(statement, view.binds).all()]


@cache
def status_statement(
    rule: str,
    geometry: Geometry = "none",
    *,
    located: bool = False,
    one: bool = False,
    kept: bool = False,
) -> Select[Any]:
    """Select the columns of DistrictStatus under the policies of a rule.

    `located` keeps the districts that touch the box of `box_binds`; `one` asks for the bound
    district alone, whether or not it is in the set; `kept` is that of the view.
    """
    members = one_district() if one else None
    found = control(rule, kept=kept, since=True, members=members)
    province = places.alias("province")
    shape = shapes()
    drawn: ColumnElement[Any] = {
        "none": cast(null(), Text),
        "simplified": shape.c.simplified,
        "full": func.ST_AsGeoJSON(shape.c.geometry, type_=Text),
    }[geometry]
    columns: list[ColumnElement[Any]] = [
        *(places.c.code, places.c.name, places.c.province, province.c.name, places.c.type),
        *(found.c.status, found.c.mask, found.c.claim, found.c.last_confirmed),
        *(found.c.valid_from, found.c.earliest, found.c.since, drawn),
    ]
    tables = found.join(places, _named(places, found.c.district)).join(
        province, _named(province, places.c.province)
    )
    if located or geometry != "none":
        tables = tables.outerjoin(shape, shape.c.code == places.c.code)
    statement = select(*columns).select_from(tables).order_by(places.c.code)
    if located:
        statement = statement.where(touches(func.coalesce(shape.c.geometry, places.c.centroid)))
    return statement


@cache
def measured_status_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select the columns of DistrictStatus, with the area and the people."""
    shape, counted = shapes(), people()
    return (
        status_statement(rule, kept=kept)
        .add_columns(shape.c.area_m2, counted.c.population, counted.c.year, counted.c.source)
        .outerjoin(shape, shape.c.code == places.c.code)
        .outerjoin(counted, counted.c.code == places.c.code)
    )


def _named(table: FromClause, code: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(table.c.theatre == THEATRE, table.c.code == code)
