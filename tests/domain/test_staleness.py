"""Evidence turns stale on the day after its last good one, and a stretch ends there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.staleness import is_stale, same_staleness

DAY = date(2021, 7, 31)
DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("confirmed", "older_than"), [(date(2021, 7, 1), 29), (date(2021, 7, 31), -1)]
)
def test_stale_is_more_than_so_many_days_old(confirmed: date, older_than: int) -> None:
    assert is_stale(confirmed, DAY, older_than)
    assert not is_stale(confirmed, DAY, older_than + 1)


def test_what_rests_on_nothing_is_not_stale() -> None:
    assert not is_stale(None, DAY, 0)


@given(st.lists(DAYS), DAYS, st.integers(0, 60))
def test_the_same_are_stale_on_all_days_of_the_stretch_and_on_none_beside_it(
    confirmed: list[date], day: date, older_than: int
) -> None:
    def stale(on: date) -> list[date]:
        return [c for c in confirmed if is_stale(c, on, older_than)]

    first, last = same_staleness(confirmed, day, older_than)
    begin, end = first or date(2020, 12, 1), last or date(2022, 12, 31)
    assert begin <= day <= end
    assert stale(begin) == stale(day) == stale(end)
    assert first is None or stale(first - timedelta(days=1)) != stale(day)
    assert last is None or stale(last + timedelta(days=1)) != stale(day)
