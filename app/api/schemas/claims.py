"""A claim: who says what of where, in which report, and what the desk makes of it."""

from datetime import date, datetime

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.views import Known
from app.queries.claims import Claim, Review
from app.queries.reports import Report


class ReportItem(TypedDict):
    """The cited document; a title is null where it was redacted, too."""

    url: str | None
    archived_url: str | None
    title: str | None
    publisher: str | None
    published_on: date | None


class ReviewItem(TypedDict):
    """What the desk made of a claim, and why."""

    id: int
    standing: str
    reason: str
    recorded_at: datetime
    recorded_by: str | None


class OriginalItem(TypedDict):
    """What the source said on a scale of its own; `lossy`: the status here says less, or other."""

    scale: str
    value: str
    lossy: bool


ClaimItem = TypedDict(
    "ClaimItem",
    {
        "id": int,
        "place": str,
        "except": list[str],
        "covers": int,
        "status": str,
        "valid_from": str,
        "earliest": date | None,
        "latest": date,
        "mode": str | None,
        "source": str,
        "speaker": str | None,
        "note": str | None,
        "report": ReportItem,
        "confidence": str | None,
        "standing": str,
        "reviews": list[ReviewItem],
        "replaces": int | None,
        "replaced_by": int | None,
        "recorded_at": datetime,
        "recorded_by": str | None,
        "revision": int,
        "original": OriginalItem | None,
    },
)
"""A claim as known; `earliest` is null for `../b`. Speaker and note are null where they were
redacted, too. `revision` is that of its recording. `original` is null where the claim was made on
the theatre's own scale."""


class ClaimsAnswer(Paged, Known):
    """Claims, the newest first."""

    items: list[ClaimItem]


def claim_item(claim: Claim) -> ClaimItem:
    """Show a claim: of equal states of it the answers are equal, byte for byte."""
    original = claim.original
    return {
        "id": claim.revision,
        "place": claim.place,
        "except": claim.excepted,
        "covers": claim.covers,
        "status": claim.status,
        "valid_from": claim.valid_from,
        "earliest": claim.earliest,
        "latest": claim.latest,
        "mode": claim.mode,
        "source": claim.source,
        "speaker": claim.speaker,
        "note": claim.note,
        "report": report_item(claim.report),
        "confidence": claim.confidence,
        "standing": claim.standing,
        "reviews": [review_item(review) for review in claim.reviews],
        "replaces": claim.replaces,
        "replaced_by": claim.replaced_by,
        "recorded_at": claim.recorded_at,
        "recorded_by": claim.recorded_by,
        "revision": claim.revision,
        "original": original
        and {
            "scale": original.scale,
            "value": original.value,
            "lossy": original.lossy,
        },
    }


def review_item(review: Review) -> ReviewItem:
    """Show a review."""
    return {
        "id": review.revision,
        "standing": review.standing,
        "reason": review.reason,
        "recorded_at": review.recorded_at,
        "recorded_by": review.recorded_by,
    }


def report_item(report: Report) -> ReportItem:
    """Show a report."""
    return {
        "url": report.url,
        "archived_url": report.archived_url,
        "title": report.title,
        "publisher": report.publisher,
        "published_on": report.published_on,
    }
