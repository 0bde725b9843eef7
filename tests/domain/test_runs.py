"""Do overlapping layers become runs that cover each day once?"""

from datetime import date

from app.domain.runs import Layer, Run, runs

FIRST, LAST = date(2021, 7, 1), date(2021, 7, 31)
AFTER = date(2021, 8, 1)


def day(number: int) -> date:
    return date(2021, 7, number)


def governs(since: date, until: date, status: int | None, mask: int = 0) -> Layer:
    return Layer(governs=True, since=since, until=until, status=status, mask=mask)


def window(since: date, until: date, mask: int) -> Layer:
    return Layer(governs=False, since=since, until=until, status=None, mask=mask)


def test_a_district_of_which_nothing_is_known_has_one_run() -> None:
    assert runs([governs(FIRST, AFTER, None)], FIRST, LAST) == [Run(FIRST, None, 0)]


def test_a_window_begins_and_ends_a_run() -> None:
    layers = [governs(FIRST, AFTER, 0, 1), window(day(5), day(8), 4)]
    assert runs(layers, FIRST, LAST) == [Run(FIRST, 0, 1), Run(day(5), 0, 5), Run(day(8), 0, 1)]


def test_a_window_that_was_open_before_the_first_day_counts_from_it() -> None:
    layers = [governs(FIRST, AFTER, None), window(date(2021, 6, 1), day(2), 2)]
    assert runs(layers, FIRST, LAST) == [Run(FIRST, None, 2), Run(day(2), None, 0)]


def test_a_claim_that_reaffirms_begins_no_run() -> None:
    layers = [governs(FIRST, day(9), 1, 2), governs(day(9), AFTER, 1, 2)]
    assert runs(layers, FIRST, LAST) == [Run(FIRST, 1, 2)]
