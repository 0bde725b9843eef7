"""Where is what a claim speaks of? Claims with the point on which a map can put them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    Text,
    bindparam,
    func,
    select,
)

from app.db.models import claims, places
from app.errors import ClaimNotFound
from app.queries.claims import Claim, Wanted, claims_statement, known_claims, read_claim
from app.queries.control_at import THEATRE, View
from app.queries.geometry import box_binds
from app.queries.pages import Listed, Part, listed


class LocatedClaim(NamedTuple):
    """A claim; `point` is the centroid of its place as GeoJSON text, None where there is none."""

    claim: Claim
    point: str | None


def fetch_located_claims(
    connection: Connection, view: View, wanted: Wanted, part: Part
) -> Listed[LocatedClaim]:
    """Fetch claims that were recorded by the revision of the view, the newest first."""
    statement = claims_statement(wanted, part)
    point = _centroid(statement.selected_columns["place"])
    binds = view.binds | (box_binds(wanted.bbox) if wanted.bbox else {})
    return listed(connection.execute(statement.add_columns(point), binds), part, _read)


def fetch_located_claim(connection: Connection, view: View, claim: int) -> LocatedClaim:
    """Fetch a claim as known at the revision of the view. Raises ClaimNotFound."""
    statement = known_claims().add_columns(_centroid(claims.c.place))
    asked = statement.where(claims.c.revision == bindparam("claim", type_=BigInteger))
    row = connection.execute(asked, view.binds | {"claim": claim}).one_or_none()
    if row is None:
        raise ClaimNotFound(claim)
    return _read(row)


def _read(row: Sequence[Any]) -> LocatedClaim:
    return LocatedClaim(read_claim(row[:-1]), row[-1])


def _centroid(code: ColumnElement[str]) -> ScalarSelect[Any]:
    located = places.alias("located").c
    return (
        select(func.ST_AsGeoJSON(located.centroid, type_=Text))
        .where(located.theatre == THEATRE, located.code == code)
        .scalar_subquery()
    )
