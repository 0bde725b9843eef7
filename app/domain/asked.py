"""Which view of the ledger does a reader ask for?"""

from datetime import date, datetime
from typing import NamedTuple


class Asked(NamedTuple):
    """The bitemporal parameters, read but not resolved; None: the latest, or the theatre's default.

    `known_at` and `revision` exclude each other.
    """

    at: date | None = None
    known_at: datetime | None = None
    revision: int | None = None
    policy: str | None = None
    set_id: str | None = None
