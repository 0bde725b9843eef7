"""Published numbers are read as printed, and tables that do not add up are found."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import (
    FigureUnreadable,
    FigureValue,
    does_not_close,
    exact_denominator,
    parse_value,
)

FIGURES = Path(__file__).parents[2] / "data" / "afghanistan" / "figures.csv"
PARTS = ("government", "contested", "taliban")


def table(printed: str) -> dict[str, FigureValue]:
    """Read one row of values in the order of PARTS; `-` is a value that was not given."""
    pairs = zip(PARTS, printed.split(), strict=True)
    return {status: parse_value(text) for status, text in pairs if text != "-"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", (0, None, 0, 0, False)),
        ("36", (36, None, 36, 36, False)),
        ("100~", (100, None, None, None, False)),
        ("~200", (200, None, None, None, False)),
        (">130", (None, None, 131, None, False)),
        ("212-214", (None, None, 212, 214, False)),
        ("+37", (37, None, 37, 37, True)),
        ("+30~", (30, None, None, None, True)),
        ("+>30", (None, None, 31, None, True)),
        ("+5-9", (None, None, 5, 9, True)),
        ("12%", (None, 0.12, 0.12, 0.12, False)),
        ("55.8%", (None, 0.558, 0.558, 0.558, False)),
        ("33%~", (None, 0.33, None, None, False)),
        (">50%", (None, None, 0.5, None, False)),
        (">1/3", (None, None, 1 / 3, None, False)),
        ("1/3", (None, 1 / 3, 1 / 3, 1 / 3, False)),
    ],
)
def test_a_value_is_read_as_printed(
    text: str, read: tuple[int | None, float | None, float | None, float | None, bool]
) -> None:
    value = parse_value(text)
    assert value == FigureValue(text, *read)
    assert value.is_share == ("%" in text or "/" in text)


@pytest.mark.parametrize(
    "text",
    ["", "-3", "3-2", "~5~", ">5~", "212-214~", "101%", "4/3", "1/0", "1e3", "1,000", "３", "5 "],
)
def test_what_is_no_number_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(FigureUnreadable, match="Write "):
        parse_value(text)


@given(st.text(alphabet="0123456789+>~-%/.", max_size=12))
def test_any_text_is_read_within_its_bounds_or_refused(text: str) -> None:
    try:
        value = parse_value(text)
    except FigureUnreadable:
        return
    assert value.as_reported == text
    assert value.count is None or value.share is None
    assert value.share is None or 0 <= value.share <= 1
    if value.low is not None and value.high is not None:
        assert value.low <= value.high
    assert value.gain == text.startswith("+")


@pytest.mark.parametrize(("text", "total"), [("421", 421), ("400~", None), ("", None)])
def test_only_an_exact_denominator_can_match_a_set(text: str, total: int | None) -> None:
    assert exact_denominator(text) == total


@pytest.mark.parametrize("text", ["0", "~400", "4OO", "-1", "398.5"])
def test_an_unreadable_denominator_is_refused(text: str) -> None:
    with pytest.raises(FigureUnreadable, match="whole number"):
        exact_denominator(text)


@pytest.mark.parametrize(
    ("printed", "denominator"),
    [("115 210 73", 407), ("115 293 -", 407), ("115 210 >82", 407), ("115 210 70-81", 407)],
)
def test_a_table_is_open_when_no_reading_of_it_adds_up(printed: str, denominator: int) -> None:
    assert does_not_close(table(printed), denominator, PARTS)


@pytest.mark.parametrize(
    ("printed", "denominator"),
    [
        ("115 219 73", 407),
        ("115 210 73", None),
        ("115 210 -", 407),
        ("115 210 73~", 407),
        ("115 210 >73", 407),
        ("115 210 70-82", 407),
        ("115 210 +500", 407),
        ("50% 40% 5%", 100),
    ],
)
def test_a_table_that_may_add_up_is_not_open(printed: str, denominator: int | None) -> None:
    assert not does_not_close(table(printed), denominator, PARTS)


def test_a_count_of_unknown_is_a_part_too() -> None:
    values = table("115 210 73") | {"unknown": parse_value("9")}
    assert not does_not_close(values, 407, PARTS)
    assert does_not_close(values, 408, PARTS)


@given(st.lists(st.integers(0, 500), min_size=3, max_size=3))
def test_exact_counts_close_on_their_sum_alone(counts: list[int]) -> None:
    values = {status: parse_value(str(count)) for status, count in zip(PARTS, counts, strict=True)}
    assert not does_not_close(values, sum(counts), PARTS)
    assert does_not_close(values, sum(counts) + 1, PARTS)


def test_every_figure_of_the_first_theatre_is_read_and_two_do_not_close() -> None:
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        figures = list(csv.DictReader(lines))
    open_tables = []
    for figure in figures:
        values = {status: parse_value(figure[status]) for status in PARTS if figure[status]}
        assert values
        if does_not_close(values, exact_denominator(figure["denominator"]), PARTS):
            open_tables.append((figure["date"], figure["publisher"]))
    assert len(figures) == 89
    assert open_tables == [("2021-05-01", "LWJ"), ("2021-07-05", "LWJ")]
