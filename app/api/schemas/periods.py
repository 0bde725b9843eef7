"""The periods of all districts, as one table."""

from datetime import date
from typing import cast

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.views import Echo
from app.domain.scale import Scale
from app.queries.periods import DistrictPeriod

DistrictPeriodItem = TypedDict(
    "DistrictPeriodItem",
    {
        "code": str,
        "name": str,
        "province": str,
        "province_name": str,
        "status": str,
        "from": str,
        "from_earliest": date | None,
        "from_latest": date,
        "to": date | None,
        "claim": int,
    },
)
"""An unbroken run of one status. `from` is EDTF; `to` is the day before the next period's
`from_latest`, null for the present one. `claim` opened it."""


class PeriodsAnswer(Paged, Echo):
    """The periods of the districts of the set, by district and in order of time."""

    items: list[DistrictPeriodItem]


def district_period_item(period: DistrictPeriod, scale: Scale) -> DistrictPeriodItem:
    """Show a period of a district that has one."""
    shown = {
        "code": period.code,
        "name": period.name,
        "province": period.province,
        "province_name": period.province_name,
        "status": scale.at(period.status),
        "from": period.edtf,
        "from_earliest": period.earliest,
        "from_latest": period.latest,
        "to": period.until,
        "claim": period.opened,
    }
    return cast(DistrictPeriodItem, shown)
