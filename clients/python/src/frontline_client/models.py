"""What the service answers, as far as this client knows it; answers may have more fields."""

from typing import Any, TypedDict

Days = TypedDict("Days", {"from": str | None, "to": str | None})
"""A stretch of days, ISO 8601; None: open."""


class View(TypedDict):
    """The view that was answered for; `at` is None for the latest state."""

    theatre: str
    policy: str
    set: str
    revision: int
    known_at: str | None
    at: Days | None


class Since(TypedDict):
    """The window of the claim that opened a period; `edtf` is how its report dates it."""

    edtf: str
    earliest: str | None
    latest: str


class DistrictStatus(TypedDict):
    """A district and its status; `possible` are the statuses that it may have, its own included."""

    code: str
    name: str
    province: str
    province_name: str
    type: str
    status: str
    possible: list[str]
    since: Since | None
    last_confirmed: str | None
    claim: int | None


Period = TypedDict(
    "Period",
    {
        "status": str,
        "from": str,
        "from_earliest": str | None,
        "from_latest": str,
        "to": str | None,
        "claims": list[int],
    },
)
"""An unbroken run of one status; `to` is its last day, None for the present period."""


class Claim(TypedDict, total=False):
    """A claim: who says what of where. A draft needs place, status, valid_from, source, report."""

    id: int
    place: str
    status: str
    valid_from: str
    source: str | dict[str, Any]
    report: dict[str, Any]
    mode: str | None
    speaker: str | None
    note: str | None
    confidence: str | None
    standing: str
    replaces: int | None


class History(View):
    """The periods of a district, and the newest claims on it."""

    periods: list[Period]
    items: list[Claim]
    total: int


class Bucket(TypedDict):
    """Districts of one status: `low` can only have it, `high` may have it."""

    status: str
    count: int
    low: int
    high: int
    share: float | None


class Aggregates(View):
    """The counts of a district set: they sum to `total`."""

    total: int
    assessed: int
    buckets: list[Bucket]


class Recorded(TypedDict):
    """What was recorded, up to which revision; `replayed`: by an earlier try of the same post."""

    claims: list[Claim]
    revision: int
    replayed: bool
