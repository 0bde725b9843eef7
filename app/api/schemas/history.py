"""A district's past: its periods, and all that was said of it."""

from datetime import date, timedelta

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.claims import ClaimItem
from app.api.schemas.views import Echo
from app.domain.scale import Scale
from app.queries.history import Period

PeriodItem = TypedDict(
    "PeriodItem",
    {
        "status": str,
        "from": str,
        "from_earliest": date | None,
        "from_latest": date,
        "to": date | None,
        "duration_days": int | None,
        "claims": list[int],
    },
)
"""An unbroken run of one status. `from` is EDTF; `to` is the day before the next period's
`from_latest`, null for the present one. `duration_days` counts the days from `from_latest` to `to`,
both included: those on which this status is counted, though it may have begun as early as
`from_earliest`. It is null for the present period, which has no end. `claims` opened or reaffirmed
it, the opening one first."""


class HistoryAnswer(Paged, Echo):
    """A district's periods in order of time; `items` are the claims on it, the newest first."""

    items: list[ClaimItem]
    district: str
    periods: list[PeriodItem]


def period_item(period: Period, scale: Scale) -> PeriodItem:
    """Show a period."""
    after = period.next_latest
    return {
        "status": scale.at(period.status),
        "from": period.edtf,
        "from_earliest": period.earliest,
        "from_latest": period.latest,
        "to": after and after - timedelta(days=1),
        "duration_days": (after - period.latest).days if after else None,
        "claims": period.claims,
    }
