"""A client of Frontline: who held which district, when, who says so, and when did we know?"""

from frontline_client.client import Frontline
from frontline_client.errors import Problem
from frontline_client.feed import Event
from frontline_client.models import (
    Aggregates,
    Bucket,
    Claim,
    DistrictStatus,
    History,
    Period,
    Recorded,
    View,
)

__all__ = [
    "Aggregates",
    "Bucket",
    "Claim",
    "DistrictStatus",
    "Event",
    "Frontline",
    "History",
    "Period",
    "Problem",
    "Recorded",
    "View",
]
