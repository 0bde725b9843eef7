"""What lies between two controllers does not count as a change of hands."""

import pytest

from app.domain.hands import changed_hands


@pytest.mark.parametrize(
    ("controllers", "times"),
    [
        ([], 0),
        ([None, "north"], 0),
        (["north", "south"], 1),
        (["north", None, "south"], 1),
        (["north", None, "north"], 0),
        (["north", None, None, "south", "north", None], 2),
    ],
)
def test_only_another_actor_counts(controllers: list[str | None], times: int) -> None:
    assert changed_hands(controllers) == times
