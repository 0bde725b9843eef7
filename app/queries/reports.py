"""Which document says so?"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, select

from app.db.models import redactable_texts, reports
from app.queries.control_at import THEATRE


def report_columns() -> list[ColumnElement[Any]]:
    """List what is shown of a report: url, archived_url, title, publisher, published_on."""
    c = reports.c
    title = text_of(c.id, "title").label("title")
    return [c.url, c.archived_url, title, c.publisher, c.published_on]


def text_of(revision: ColumnElement[int], field: str) -> ScalarSelect[Any]:
    """Select a text that was brought by a revision; none, too, where it was redacted."""
    texts = redactable_texts.alias()
    return (
        select(texts.c.value)
        .where(texts.c.theatre == THEATRE, texts.c.revision == revision, texts.c.field == field)
        .scalar_subquery()
    )
