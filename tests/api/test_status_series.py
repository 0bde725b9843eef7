"""Do the runs say what the status says, day by day?"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get

FIRST, DAYS = date(2021, 6, 10), 75
VIEWS = [
    "policy=confirmed",
    "policy=any&set=afg-398",
    "known_at=2021-07-08",
    "policy=source:lwj&set=afg-407",
]


def on(series: dict[str, Any], day: int) -> dict[str, tuple[str, list[str]]]:
    """Read the status and the possible statuses of each district on a day of the series."""
    statuses = series["statuses"]
    shown = {}
    for item in series["items"]:
        _, status, possible = next(run for run in reversed(item["runs"]) if run[0] <= day)
        names = [name for i, name in enumerate(statuses) if possible >> i & 1]
        shown[item["code"]] = (statuses[status], names)
    return shown


@pytest.mark.parametrize("view", VIEWS)
def test_each_day_of_the_runs_is_that_day_of_the_status(get: Get, view: str) -> None:
    last = FIRST + timedelta(days=DAYS - 1)
    series = get(f"/status/series?from={FIRST}&to={last}&{view}")
    for day in range(DAYS):
        items = get(f"/status?at={FIRST + timedelta(days=day)}&{view}")["items"]
        assert on(series, day) == {i["code"]: (i["status"], i["possible"]) for i in items}, day


def test_runs_begin_on_the_first_day_ascend_and_differ_from_the_one_before(get: Get) -> None:
    series = get("/status/series?from=2018-01-01&to=2021-12-31")
    assert series["total"] == len(series["items"]) == 421
    assert series["statuses"][-1] == "not_assessed"
    for item in series["items"]:
        runs = item["runs"]
        assert runs[0][0] == 0
        for (day, *before), (next_day, *after) in pairwise(runs):
            assert day < next_day
            assert before != after


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2021-07-01",
        "from=2021-07-02&to=2021-07-01",
        "from=2021-07-01&to=2999-01-01",
        "from=2021-07-01&to=2021-07-02&at=2021-07-01",
    ],
)
def test_days_that_make_no_series_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{AF}/status/series?{query}").status_code == 400
