"""What is a theatre made of, and how far has its ledger come?"""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    RowMapping,
    ScalarSelect,
    Select,
    Table,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import (
    OPEN,
    actors,
    boundary_versions,
    claims,
    coverage,
    district_sets,
    set_members,
    statuses,
    theatres,
)
from app.domain.scale import Scale, Status
from app.queries.geometry import of_version
from app.queries.literals import word


class Theatre(NamedTuple):
    """A theatre at its head; `sets`, `actors` and `boundaries` are as the API shows them.

    `wins_revision` is the head whose wins are kept: this one, unless an older release wrote last.
    """

    id: str
    code: str
    title: str
    falls_to: str
    default_set: str
    default_policy: str
    licence: str
    attribution: str
    note: str | None
    revision: int
    recorded_at: datetime | None
    head_hash: bytes
    wins_revision: int
    geometry_source: str | None
    actors: list[dict[str, Any]]
    sets: list[dict[str, Any]]
    scale: Scale
    boundaries: list[dict[str, Any]]

    @property
    def credit(self) -> str:
        """Whom to name beside a map: the data's sources, and those of the boundaries in use."""
        in_use = (each for each in self.boundaries if each["source"] == self.geometry_source)
        drawn_by = dict.fromkeys(each["attribution"] or each["title"] for each in in_use)
        return " ".join([self.attribution, *(f"Boundaries: {name}" for name in drawn_by)])


class Coverage(NamedTuple):
    """How much a theatre knows: districts of the default set assessed under the default policy.

    `first_valid` and `last_valid` are the first and last day that a claim speaks of.
    """

    assessed: int
    total: int
    first_valid: date | None
    last_valid: date | None


def fetch_theatres(
    connection: Connection, theatre: str | None = None
) -> list[tuple[Theatre, Coverage]]:
    """Fetch all theatres, by id, or the one asked for; an unknown one gives an empty list."""
    statement = theatres_statement()
    if theatre is not None:
        statement = statement.where(theatres.c.id == theatre)
    found = []
    for row in connection.execute(statement).mappings():
        read = read_theatre(row)
        total = next(item["total"] for item in read.sets if item["id"] == read.default_set)
        found.append((read, Coverage(row["assessed"], total, row["first"], row["last"])))
    return found


@cache
def theatres_statement() -> Select[Any]:
    """Select the columns of all theatres and of their coverage, by id."""
    here = claims.c.theatre == theatres.c.id
    days = (
        select(func.min(claims.c.latest)),
        select(func.min(claims.c.earliest)),
        select(func.max(claims.c.latest)),
    )
    ends, begins, last = (day.where(here).correlate(theatres).scalar_subquery() for day in days)
    return select(
        *theatre_columns(theatres.c.revision, day_of(theatres.c.recorded_at)),
        _assessed().label("assessed"),
        func.least(ends, begins).label("first"),
        last.label("last"),
    ).order_by(theatres.c.id)


def _assessed() -> ScalarSelect[int]:
    """Count the districts of the default set that an eligible claim covers, as known now."""
    policy = theatres.c.default_policy
    admitted = case(
        (policy == "confirmed", coverage.c.confirmed),
        (policy.in_(("any", "majority")), true()),
        (policy == "against-interest", not_(coverage.c.in_own_favour)),
        else_=policy == literal("source:").concat(coverage.c.source),
    )
    covered = (
        select(coverage.c.claim)
        .where(
            coverage.c.theatre == theatres.c.id,
            coverage.c.district == set_members.c.district,
            coverage.c.revision_to == OPEN,
            admitted,
        )
        .correlate(theatres, set_members)  # by itself it looks no further than one select out
        .exists()
    )
    return (
        select(func.count())
        .select_from(set_members)
        .where(
            set_members.c.theatre == theatres.c.id,
            set_members.c.set_id == theatres.c.default_set,
            covered,
        )
        .correlate(theatres)
        .scalar_subquery()
    )


def theatre_columns(
    revision: ColumnElement[int], day: ColumnElement[date]
) -> list[ColumnElement[Any]]:
    """List what `read_theatre` reads, the theatre's lists as JSON.

    `geometry_source` is that of the boundaries that count on the day, as known at the revision.
    """
    source = of_version("source", theatres.c.id, revision, day)
    return [
        *theatres.c,
        source.label("geometry_source"),
        _listed(actors, actors.c.ordering, id=actors.c.id, label=actors.c.label),
        _listed(
            district_sets,
            district_sets.c.ordering,
            id=district_sets.c.id,
            title=district_sets.c.title,
            description=district_sets.c.description,
            total=_total(),
        ),
        _listed(
            statuses,
            statuses.c.ordering,
            id=statuses.c.id,
            step=statuses.c.step,
            label=statuses.c.label,
            controller=statuses.c.controller,
            degree=statuses.c.degree,
            colour=statuses.c.colour,
            order=statuses.c.ordering,
        ),
        _versions(),
    ]


def _versions() -> ColumnElement[Any]:
    """Select the versions of the theatre's boundaries as one JSON list, in their order."""
    shown = ("revision", "source", "title", "licence", "attribution", "valid_from", "valid_to")
    version = boundary_versions.c
    return _listed(boundary_versions, version.revision, **{name: version[name] for name in shown})


def day_of(instant: ColumnElement[datetime]) -> ColumnElement[date]:
    """Select the UTC day of an instant."""
    return cast(func.timezone(word("UTC"), instant), Date)


def _total() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(set_members.c.theatre == theatres.c.id, set_members.c.set_id == district_sets.c.id)
        .correlate(theatres, district_sets)
        .scalar_subquery()
    )


def _listed(
    table: Table, order: ColumnElement[int], /, **fields: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Select the theatre's rows of a table as one JSON list, in an order."""
    pairs = [part for name, value in fields.items() for part in (word(name), value)]
    rows = aggregate_order_by(func.jsonb_build_object(*pairs), order)
    return (
        select(func.jsonb_agg(rows))
        .where(table.c.theatre == theatres.c.id)
        .correlate(theatres)
        .scalar_subquery()
        .label(table.name)
    )


def read_theatre(row: RowMapping) -> Theatre:
    """Read a row that has the columns of `theatre_columns`."""
    fields = dict(row)
    fields["scale"] = Scale(Status(**status) for status in fields["statuses"] or [])
    fields["sets"] = fields["district_sets"] or []
    fields["actors"] = fields["actors"] or []
    fields["boundaries"] = fields["boundary_versions"] or []
    return Theatre(*(fields[name] for name in Theatre._fields))
