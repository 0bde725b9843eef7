"""An event of the feed, with what it brought under the name of its kind."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NotRequired

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.claims import ClaimItem, claim_item
from app.api.schemas.figures import PublishedItem, published_item
from app.api.schemas.sources import SourceItem, source_item
from app.domain.scale import Scale
from app.queries.changes import Boundaries, Change, Redaction, ReviewOf


class ReviewOfItem(TypedDict):
    """The desk gave a claim another standing."""

    claim: int
    standing: str
    reason: str


class RedactionItem(TypedDict):
    """Texts of a claim, or of its report, were blanked."""

    claim: int
    fields: list[str]
    reason: str


class BoundariesItem(TypedDict):
    """New shapes of so many districts; `schematic`: drawn by the service.

    They are valid from the first to the last day; null: without end. `origin` is the file's name or
    address. `repaired` of the shapes had wrong rings.
    """

    source: str
    title: str
    licence: str | None
    attribution: str | None
    valid_from: date | None
    valid_to: date | None
    origin: str | None
    districts: int
    repaired: int


class PlacesItem(TypedDict):
    """New places, sets with the codes of their districts, statuses in their order, and parties."""

    provinces: list[dict[str, str]]
    districts: list[dict[str, str]]
    sets: list[dict[str, Any]]
    statuses: list[dict[str, str | None]]
    actors: list[dict[str, str]]


class ChangeItem(TypedDict):
    """An event: what it brought stands under the name of its kind, as it was then."""

    revision: int
    recorded_at: datetime
    kind: str
    recorded_by: str | None
    hash: str
    claim: NotRequired[ClaimItem]
    review: NotRequired[ReviewOfItem]
    source: NotRequired[SourceItem]
    figure: NotRequired[PublishedItem]
    places: NotRequired[PlacesItem]
    boundaries: NotRequired[BoundariesItem]
    redaction: NotRequired[RedactionItem]


class ChangesAnswer(Paged):
    """Events in order, without a gap; `total` counts those after the revision asked for."""

    items: list[ChangeItem]
    theatre: str
    head: int


def change_item(change: Change, scale: Scale) -> dict[str, object]:
    """Show an event."""
    show: dict[str, Callable[[Any], object]] = {
        "claim": claim_item,
        "review": ReviewOf._asdict,
        "source": source_item,
        "figure": lambda figure: published_item(figure, scale),
        "places": dict,
        "boundaries": Boundaries._asdict,
        "redaction": Redaction._asdict,
    }
    return {
        "revision": change.revision,
        "recorded_at": change.recorded_at,
        "kind": change.kind,
        "recorded_by": change.recorded_by,
        "hash": change.hash.hex(),
        change.kind: show[change.kind](change.brought),
    }
