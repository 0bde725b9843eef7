"""Every count of a set sums to its size, on every day, whatever was known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, func, select

from app.db.engines import read_engine
from app.db.models import events
from app.domain.buckets import fill
from app.domain.policies import parse_policy
from app.queries.control_at import View
from app.queries.series import fetch_series
from app.queries.theatres import fetch_theatres
from app.settings import Settings

DAYS_OF_2021 = [date(2021, 1, 1) + timedelta(days=n) for n in range(365)]
SETS = {"afg-398": 398, "afg-401": 401, "afg-407": 407, "afg-421": 421}


def revision_on(connection: Connection, known_on: str) -> int:
    seen = select(func.max(events.c.revision)).where(
        events.c.theatre == "AF", func.date(events.c.recorded_at) <= known_on
    )
    return connection.execute(seen).scalar_one()


@pytest.mark.parametrize("set_id", SETS)
@pytest.mark.parametrize("known_on", ["2021-06-15", "2021-07-07", "2021-08-15", "2023-12-31"])
@pytest.mark.parametrize("policy", ["confirmed", "any", "source:aan"])
def test_buckets_sum_to_the_set_on_every_day_of_the_year(
    afghanistan: Settings, set_id: str, known_on: str, policy: str
) -> None:
    with read_engine(afghanistan).connect() as connection:
        (theatre, _), *_ = fetch_theatres(connection, "AF")
        revision = revision_on(connection, known_on)
        view = View("AF", set_id, parse_policy(policy), revision, DAYS_OF_2021[0])
        for cells in fetch_series(connection, view, DAYS_OF_2021):
            buckets = fill(theatre.scale, cells)
            assert sum(bucket.count for bucket in buckets) == SETS[set_id]
            assert all(bucket.low <= bucket.count <= bucket.high for bucket in buckets)
