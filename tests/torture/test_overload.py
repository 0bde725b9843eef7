"""Ten times of what can be answered: as much is answered, the rest is refused, writes go on."""

import random
import time
from collections.abc import Callable
from itertools import count
from statistics import median

import orjson
import pytest

from app.api.bulkheads import PATIENCE_S
from app.db.engines import owner_engine
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.conftest import AFGHANISTAN
from tests.polling.feed import serving
from tests.torture.crowd import Crowd, get, post, together
from tests.torture.figures import note
from tests.writes.conftest import claim

WORKERS, ROUNDS, SECONDS = 2, 3, 6
FEW = 6
"""Clients that keep the workers busy, without a line."""

TIMES = 10
EACH_S = 0.5
"""Seconds between the questions of a client in the crowd."""

KEPT, QUICK_S, PROBED_EACH_S = 0.8, 2.0, 0.3
CHANCE = random.Random(8)  # noqa: S311 - a test's


@pytest.fixture
def afghanistan(torture_settings: Settings) -> Settings:
    load(owner_engine(torture_settings), AFGHANISTAN)
    return torture_settings


def question() -> bytes:
    """Ask for the map as nobody asked before."""
    day = f"2021-0{CHANCE.randint(3, 8)}-1{CHANCE.randint(0, 9)}"
    return get(f"/v1/theatres/AF/status?at={day}&bbox=60,29,75,38.{CHANCE.randint(0, 10**9):09}")


def writing(settings: Settings) -> Callable[[], bytes]:
    with owner_engine(settings).begin() as connection:
        key = create_key(connection, "overload", [Scope.CLAIMS_WRITE])
    numbers = count()

    def one() -> bytes:
        report = {"url": f"https://example.org/overload/{next(numbers)}"}
        told = {"place": "AF3101", "status": "contested", "valid_from": "2021-07-07"}
        return post(
            "/v1/theatres/AF/claims", key, orjson.dumps(claim(**told, source="lwj", report=report))
        )

    return one


def test_ten_times_the_load_takes_nothing_from_those_who_get_in(afghanistan: Settings) -> None:
    rates: list[tuple[float, float]] = []
    write = writing(afghanistan)
    with serving(afghanistan, WORKERS) as (port, _):
        over, writes, ready = Crowd(port), Crowd(port), Crowd(port)
        for _ in range(ROUNDS):
            few, until = Crowd(port), time.monotonic() + SECONDS
            together(*(few.ask(question, 0, until) for _ in range(FEW)))
            assert set(few.statuses) == {200}
            sustained = few.statuses[200] / SECONDS

            before, until = over.statuses[200], time.monotonic() + SECONDS
            crowd = int(TIMES * sustained * EACH_S)
            together(
                *(over.ask(question, EACH_S, until) for _ in range(crowd)),
                writes.ask(write, PROBED_EACH_S, until),
                ready.ask(lambda: get("/readyz"), PROBED_EACH_S, until),
            )
            rates.append((sustained, (over.statuses[200] - before) / SECONDS))
    sustained, answered = (median(rate) for rate in zip(*rates, strict=True))
    refused = over.statuses[503] / ROUNDS / SECONDS
    share = answered / sustained
    note("answers a second that can be sustained", f"{sustained:.0f}")
    note(f"of {TIMES} times as many questions, answered", f"{answered:.0f}: {share:.2f} of it")
    note("refused a second, 99 of 100 within", f"{refused:.0f}, {over.worst(503):.2f} s")
    note("writes meanwhile, 99 of 100 within", f"{writes.statuses[201]}, {writes.worst(201):.2f} s")
    note("readiness meanwhile, 99 of 100 within", f"{ready.worst(200):.2f} s")
    assert not over.wrong | writes.wrong | ready.wrong
    assert set(over.statuses) == {200, 503}
    assert (set(writes.statuses), set(ready.statuses)) == ({201}, {200})
    assert over.worst(503) < PATIENCE_S + QUICK_S
    assert ready.worst(200) < QUICK_S
    assert share > KEPT
