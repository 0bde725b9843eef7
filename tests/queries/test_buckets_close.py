"""Every count of a set sums to its size, on every day, whatever was known."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.db.engines import owner_engine
from app.domain.asked import Asked
from app.domain.buckets import fill
from app.queries.series import fetch_series
from app.queries.views import fetch_sight
from app.settings import Settings

DAYS_OF_2021 = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
SETS = {"afg-398": 398, "afg-401": 401, "afg-407": 407, "afg-421": 421}
POLICIES = ["confirmed", "any", "against-interest", "majority", "source:aan"]
KNOWN_ON = [date(2021, 6, 15), date(2021, 7, 7), date(2021, 8, 15), date(2023, 12, 31)]


@pytest.mark.parametrize("set_id", SETS)
@pytest.mark.parametrize("known_on", KNOWN_ON, ids=str)
@pytest.mark.parametrize(
    "policy", ["confirmed", "any", "against-interest", "majority", "source:aan"]
)
def test_buckets_sum_to_the_set_on_every_day_of_the_year(
    afghanistan: Settings, set_id: str, known_on: date, policy: str
) -> None:
    known_at = datetime.combine(known_on, time.max, UTC)
    asked = Asked(known_at=known_at, policy=policy, set_id=set_id)
    with owner_engine(afghanistan).connect() as connection:
        sight = fetch_sight(connection, "AF", asked)
        days = fetch_series(connection, sight.view, DAYS_OF_2021)
    assert len(days) == len(DAYS_OF_2021)
    for cells in days:
        buckets = fill(sight.theatre.scale, cells)
        assert sum(bucket.count for bucket in buckets) == SETS[set_id]
        assert all(bucket.low <= bucket.count <= bucket.high for bucket in buckets)
