"""What did a `places` event bring: which places, sets, statuses and parties?"""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import actors, district_sets, places, set_members, statuses
from app.queries.control_at import THEATRE
from app.queries.places import DISTRICT, PROVINCE

FIRST = 1
"""The revision of the first event, which brought the theatre's parties, too."""


def brought_places(revision: ColumnElement[int]) -> ColumnElement[Any]:
    """Select what an event brought as JSON: provinces, districts, sets, statuses and actors.

    It is enough to tell which districts a claim covers, which of two claims of a day comes first,
    and which districts a set has.
    """
    p, s, d = places.c, statuses.c, district_sets.c
    brought = {
        "provinces": _listed(
            places,
            and_(p.revision == revision, p.level.in_(PROVINCE)),
            {"code": p.code, "name": p.name},
            p.code,
        ),
        "districts": _listed(
            places,
            and_(p.revision == revision, p.level.in_(DISTRICT)),
            {"code": p.code, "name": p.name, "province": p.province, "type": p.type},
            p.code,
        ),
        "sets": _listed(
            district_sets,
            d.revision == revision,
            {"id": d.id, "title": d.title, "districts": _members()},
            d.ordering,
        ),
        "statuses": _listed(
            statuses,
            s.revision == revision,
            {"id": s.id, "label": s.label, "controller": s.controller, "degree": s.degree},
            s.ordering,
        ),
        "actors": case((revision == FIRST, _actors()), else_=func.jsonb_build_array()),
    }
    return func.jsonb_build_object(*(part for pair in brought.items() for part in pair))


def _actors() -> ColumnElement[Any]:
    shown: dict[str, ColumnElement[Any]] = {"id": actors.c.id, "label": actors.c.label}
    return _listed(actors, actors.c.theatre == THEATRE, shown, actors.c.ordering)


def _listed(
    table: Table,
    which: ColumnElement[bool],
    fields: dict[str, ColumnElement[Any]],
    order: ColumnElement[Any],
) -> ColumnElement[Any]:
    item = func.jsonb_build_object(*(part for pair in fields.items() for part in pair))
    found = func.coalesce(func.jsonb_agg(aggregate_order_by(item, order)), func.jsonb_build_array())
    statement = select(found).select_from(table).where(table.c.theatre == THEATRE, which)
    return statement.correlate_except(table).scalar_subquery()


def _members() -> ColumnElement[Any]:
    m = set_members.c
    return (
        select(func.jsonb_agg(aggregate_order_by(m.district, m.district)))
        .where(m.theatre == THEATRE, m.set_id == district_sets.c.id)
        .correlate(district_sets)
        .scalar_subquery()
    )
