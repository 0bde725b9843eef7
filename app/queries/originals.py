"""What was a claim's status on the scale of its source?"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select

from app.db.models import crosswalks, originals
from app.queries.control_at import THEATRE


class Original(NamedTuple):
    """What was said on a foreign scale; `lossy`: the theatre's status says less, or other."""

    scale: str
    value: str
    lossy: bool


def original_of(claim: ColumnElement[int]) -> ScalarSelect[Any]:
    """Select the original of a claim as a JSON object; none where it used the theatre's scale."""
    own, step = originals.c, crosswalks.c
    means = and_(step.theatre == own.theatre, step.scale == own.scale, step.value == own.value)
    return (
        select(func.jsonb_build_object("scale", own.scale, "value", own.value, "lossy", step.lossy))
        .join_from(originals, crosswalks, means)
        .where(own.theatre == THEATRE, own.revision == claim)
        .scalar_subquery()
    )
