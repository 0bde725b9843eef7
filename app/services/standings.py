"""Which standing do claims have now?"""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from app.db.models import claims, reviews


def fetch_standings(connection: Connection, theatre: str, ids: Collection[int]) -> dict[int, str]:
    """Fetch the present standing of claims; those that are not there are left out."""
    last = (
        select(reviews.c.standing)
        .where(reviews.c.theatre == theatre, reviews.c.claim == claims.c.revision)
        .order_by(reviews.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(claims.c.revision, func.coalesce(last, claims.c.standing)).where(
        claims.c.theatre == theatre, claims.c.revision.in_(ids)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}
