"""The shelf finds what stands for a day, and never grows beyond its bytes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.api.held import ALWAYS, Days, Held, Shelf

FIRST = date(2021, 1, 1)


def held(size: int, token: object = None, theatre: str = "AF") -> Held:
    return Held([(b"etag", b'"x"')], b"x" * size, theatre, token)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 19), st.integers(1, 3000)), max_size=40
    )
)
def test_it_is_a_bounded_map_of_stretches(puts: list[tuple[str, int, int]]) -> None:
    shelf = Shelf(24_000)
    model: dict[tuple[str, int], Held] = {}
    for key, week, size in puts:
        first = FIRST + timedelta(days=7 * week)
        answer = held(size)
        shelf.put(key, Days(first, first + timedelta(days=4)), answer)
        model[key, week] = answer
        assert shelf.bytes <= 24_000
    for key in "ab":
        for day in range(20 * 7):
            found = shelf.find(key, FIRST + timedelta(days=day))
            if found is not None:
                assert day % 7 <= 4
                assert found is model[key, day // 7]


def test_those_not_used_for_longest_go_first() -> None:
    shelf = Shelf(4 * held(500).size)
    for key in "abcd":
        shelf.put(key, ALWAYS, held(500))
    assert shelf.find("a", FIRST) is not None
    shelf.put("e", ALWAYS, held(500))
    found = [key for key in "abcde" if shelf.find(key, FIRST) is not None]
    assert found == ["a", "c", "d", "e"]


def test_an_answer_too_large_is_not_held() -> None:
    shelf = Shelf(10_000)
    shelf.put("a", ALWAYS, held(5000))
    assert (shelf.find("a", FIRST), shelf.bytes) == (None, 0)


def test_a_theatre_that_moved_keeps_what_holds_for_ever() -> None:
    shelf = Shelf(100_000)
    shelf.put("head", ALWAYS, held(1, token=1))
    shelf.put("pinned", ALWAYS, held(1))
    shelf.put("other", ALWAYS, held(1, token=1, theatre="UA"))
    shelf.let_go("AF", all_of_it=False)
    assert [shelf.find(key, FIRST) is not None for key in ("head", "pinned", "other")] == [
        *(False, True, True)
    ]
    shelf.let_go("AF", all_of_it=True)
    assert shelf.find("pinned", FIRST) is None
