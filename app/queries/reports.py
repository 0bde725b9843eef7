"""Which document says so?"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, select

from app.db.models import redactable_texts, reports
from app.queries.control_at import THEATRE


class Report(NamedTuple):
    """The cited document. `title` is None where it was redacted, too."""

    url: str | None
    archived_url: str | None
    title: str | None
    publisher: str | None
    published_on: date | None


def report_columns() -> list[ColumnElement[Any]]:
    """List the columns of Report."""
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
