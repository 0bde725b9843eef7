"""What is answered to a write: what was recorded, or what would have been changed."""

from datetime import date
from typing import Any

from typing_extensions import TypedDict

from app.api.schemas.buckets import BucketCount, bucket_counts
from app.api.schemas.claims import ClaimItem
from app.services.dry_run import Effect


class SkippedItem(TypedDict):
    """A claim of the batch, by its index, that equals a recorded one."""

    index: int
    existing: int


class ClaimsRecorded(TypedDict):
    """The claims as they stand in the ledger; `revision` is that of the last event."""

    claims: list[ClaimItem]
    skipped: list[SkippedItem]
    revision: int


class TableRecorded(TypedDict):
    """The ids of a table's claims; `revision` is that of the last event."""

    claims: list[int]
    skipped: list[SkippedItem]
    revision: int


class ReviewsRecorded(TypedDict):
    """The ids of the reviews; `revision` is that of the last one."""

    reviews: list[int]
    revision: int


class FactRecorded(TypedDict):
    """The revision of the event."""

    revision: int


class ChangeItem(TypedDict):
    """A district whose status would change."""

    code: str
    before: str
    after: str


class BucketsBeforeAndAfter(TypedDict):
    """The buckets of the set, as they are and as they would be."""

    before: list[BucketCount]
    after: list[BucketCount]


class EffectItem(TypedDict):
    """What would change on a day (null: in the latest state), under a policy, in a set."""

    at: date | None
    policy: str
    set: str
    districts: list[ChangeItem]
    buckets: BucketsBeforeAndAfter


class DryRun(TypedDict):
    """Nothing was recorded: this is what would have changed."""

    effect: EffectItem


def dry_run_answer(effect: Effect) -> dict[str, Any]:
    """Tell the effect of a write that was taken back."""
    return {
        "effect": {
            "at": effect.at,
            "policy": effect.policy,
            "set": effect.set_id,
            "districts": [change._asdict() for change in effect.changes],
            "buckets": {
                "before": bucket_counts(effect.before),
                "after": bucket_counts(effect.after),
            },
        }
    }
