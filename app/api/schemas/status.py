"""A district's status, as the map shows it."""

from datetime import date

from typing_extensions import TypedDict

from app.api.schemas.views import Echo
from app.queries.status import DistrictStatus
from app.queries.views import Sight


class Since(TypedDict):
    """The window of the claim that opened the present period; `earliest` null: unknown start."""

    edtf: str
    earliest: date | None
    latest: date


class StatusItem(TypedDict):
    """One district of the set. `possible` are the statuses it may have, its own included.

    `claim` governs; the answer's `claim_link` leads to it, its report and its reviews.
    """

    code: str
    name: str
    province: str
    province_name: str
    type: str
    status: str
    possible: list[str]
    since: Since | None
    last_confirmed: date | None
    claim: int | None


class StatusAnswer(Echo):
    """The status of every district of the set."""

    items: list[StatusItem]
    geometry_source: str | None


def status_item(row: DistrictStatus, sight: Sight) -> StatusItem:
    """Show a district's status."""
    scale = sight.theatre.scale
    return {
        "code": row.code,
        "name": row.name,
        "province": row.province,
        "province_name": row.province_name,
        "type": row.type,
        "status": scale.at(row.status),
        "possible": scale.possible(row.status, row.mask),
        "since": since(row),
        "last_confirmed": row.last_confirmed,
        "claim": row.claim,
    }


def since(row: DistrictStatus) -> Since | None:
    """Show when the present period began; None: the district is not assessed."""
    if row.edtf is None or row.latest is None:
        return None
    return {"edtf": row.edtf, "earliest": row.earliest, "latest": row.latest}
