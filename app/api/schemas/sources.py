"""A source: who asserts."""

from datetime import datetime

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.views import Known
from app.queries.sources import Source


class SourceItem(TypedDict):
    """Who asserts; `favours` is the actor it is partial to, null: no one."""

    id: str
    name: str
    kind: str
    favours: str | None
    recorded_at: datetime
    revision: int


class SourcesAnswer(Paged, Known):
    """Sources, by id."""

    items: list[SourceItem]


def source_item(source: Source) -> SourceItem:
    """Show a source."""
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "favours": source.favours,
        "recorded_at": source.recorded_at,
        "revision": source.revision,
    }
