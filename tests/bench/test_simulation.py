"""The simulated caches do what the service tells them, and nothing is older than that allows."""

import random

import pytest

from app.api.answers import IMMUTABLE, POLLED
from bench.simulation import LASTS_S, NETWORK_S, Holds, Simulation, Told, World

FIRST_S = 0.01


def simulated(world: World) -> Told:
    return Simulation(world, FIRST_S, random.Random(7)).run()  # noqa: S311 - a test's


def test_how_long_an_answer_holds_is_what_the_service_says() -> None:
    assert Holds.told(POLLED) == Holds(5, 30)
    assert Holds.told(IMMUTABLE) == Holds(31_536_000, 0)
    assert Holds.told("no-store") == Holds(0, 0)


@pytest.mark.parametrize("writes_every_s", [1.0, 600.0])
def test_caches_ask_seldom_and_show_nothing_older_than_told(writes_every_s: float) -> None:
    few = simulated(World("few", writes_every_s, dashboards=3000))
    many = simulated(World("many", writes_every_s, dashboards=30_000))
    polls = [len(told.ages) / LASTS_S for told in (few, many)]
    assert polls == pytest.approx([100, 1000], rel=0.1)
    assert many.service < 5 * few.service  # ten times as many are asked
    assert many.service < many.edge / 5
    assert max(many.ages) <= sum(Holds.told(POLLED)) + NETWORK_S + FIRST_S


def test_without_a_write_nothing_is_old_and_each_worker_asks_the_database_once() -> None:
    quiet = simulated(World("quiet", 600, dashboards=3000))
    assert max(quiet.ages) == 0
    assert quiet.database < quiet.service
    assert quiet.unchanged > 0


def test_without_caches_every_poll_reaches_the_service_and_is_fresh() -> None:
    bare = simulated(World("bare", 1, cached=False, dashboards=3000))
    assert (bare.edge, bare.service) == (0, len(bare.ages))
    assert max(bare.ages) < 0.1
    assert bare.database <= bare.service
