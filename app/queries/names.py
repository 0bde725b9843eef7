"""What is a place called, in which language, as known at a revision?"""

from sqlalchemy import Subquery, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import place_names
from app.queries.control_at import REVISION, THEATRE


def names_by_place() -> Subquery:
    """Select `code` and `names`: language -> list of names, the main one first."""
    name = place_names.c
    listed = (
        select(
            name.code,
            name.lang,
            func.jsonb_agg(aggregate_order_by(name.name, name.ordering, name.name)).label("names"),
        )
        .where(name.theatre == THEATRE, name.revision <= REVISION)
        .group_by(name.code, name.lang)
        .subquery("listed")
    )
    return (
        select(listed.c.code, func.jsonb_object_agg(listed.c.lang, listed.c.names).label("names"))
        .group_by(listed.c.code)
        .subquery("names")
    )
