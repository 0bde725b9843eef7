"""How many people live in a district? By the newest count that is known at a revision."""

from sqlalchemy import Subquery, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.db.models import populations
from app.queries.control_at import REVISION, THEATRE


def people() -> Subquery:
    """Select `code`, `population`, `year` and `source` of the newest year of each place."""
    counted = populations.c
    return (
        select(counted.code, counted.population, counted.year, counted.source)
        .ext(distinct_on(counted.code))
        .where(counted.theatre == THEATRE, counted.revision <= REVISION)
        .order_by(counted.code, counted.year.desc())
        .subquery("people")
    )
