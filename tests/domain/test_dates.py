"""Dates are read as the field writes them, and refused with a sentence that helps."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.dates import (
    DateUnreadable,
    bounded,
    day_or_instant,
    knowledge_instant,
    parse_day,
    parse_valid_from,
)

AFGHANISTAN = Path(__file__).parents[2] / "data" / "afghanistan"
NOW = datetime(2021, 7, 8, 12, 0, tzinfo=UTC)


def rows(table: str) -> list[dict[str, str]]:
    with (AFGHANISTAN / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2021-07-07", "2021-07-07", "2021-07-07"),
        ("2021-07-07~", "2021-07-07", "2021-07-07"),
        ("2021-07", "2021-07-01", "2021-07-31"),
        ("2020-02?", "2020-02-01", "2020-02-29"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-06-15/2021-07-07", "2021-06-15", "2021-07-07"),
        ("2021-06%/2021-07-07~", "2021-06-01", "2021-07-07"),
        ("2021-07-20/2021-07", "2021-07-20", "2021-07-31"),
        ("../2021-07-07", None, "2021-07-07"),
        ("../2021-06", None, "2021-06-30"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_window_runs_from_the_first_to_the_last_day(
    edtf: str, earliest: str | None, latest: str
) -> None:
    start = date.fromisoformat(earliest) if earliest else None
    assert parse_valid_from(edtf) == (edtf, start, date.fromisoformat(latest))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "2021-07-07/..",
        "/2021",
        "2021/",
        "..~/2021",
        "2021/2022/2023",
        "2021-21",
        "202X",
        "2021-XX",
        "2021-02-30",
        "2021-00",
        "2021-07-00",
        "0000",
        "10000",
        "Y12021",
        "2021-7-7",
        "20210707",
        "2021~?",
        "~2021",
        "2021-07-08/2021-07-07",
        "2021-07-07T00:00:00Z",
        "2021-07-07T00:00:00Z/2021-07-08",
        "٢٠٢١-٠٧-٠٧",
        " 2021",
        "2021\n",
        "last month",
    ],
)
def test_what_is_not_read_is_refused_with_the_accepted_forms(text: str) -> None:
    with pytest.raises(DateUnreadable, match=r"Write a day .*2021-06-15/2021-07-07"):
        parse_valid_from(text)


@given(st.dates(), st.dates(), st.sampled_from(["", "~", "?", "%"]))
def test_two_days_make_a_window_in_one_order_alone(a: date, b: date, qualifier: str) -> None:
    first, last = min(a, b), max(a, b)
    window = parse_valid_from(f"{first}{qualifier}/{last}{qualifier}")
    assert (window.earliest, window.latest) == (first, last)
    assert parse_valid_from(f"../{last}").earliest is None
    assume(first != last)
    with pytest.raises(DateUnreadable, match="ends before it begins"):
        parse_valid_from(f"{last}/{first}")


@given(st.text(alphabet="0123456789-/.~?%XT:Z", max_size=22) | st.text())
def test_any_text_is_read_in_order_or_refused(text: str) -> None:
    try:
        window = parse_valid_from(text)
    except DateUnreadable:
        return
    assert window.edtf == text
    assert window.earliest is None or window.earliest <= window.latest


@given(st.text(alphabet="0123456789-T:.+Z", max_size=32) | st.text())
def test_any_text_is_a_day_or_refused(text: str) -> None:
    for read in (parse_day, day_or_instant, lambda text: knowledge_instant(text, NOW)):
        try:
            told = str(read(text))
        except DateUnreadable as refusal:
            told = str(refusal)
        assert 0 < len(told) < 500


def test_a_window_ends_with_its_report() -> None:
    window = parse_valid_from("2021-07")
    recorded = date(2021, 8, 1)
    assert bounded(window, recorded, None) == window
    assert bounded(window, recorded, date(2021, 7, 7)).latest == date(2021, 7, 7)
    assert bounded(window, date(2021, 7, 6), date(2021, 7, 7)).latest == date(2021, 7, 6)
    assert bounded(window, recorded, date(2021, 7, 1)).latest == window.earliest


def test_a_window_after_its_report_or_after_today_is_refused() -> None:
    window = parse_valid_from("2021-07-07")
    with pytest.raises(DateUnreadable, match="after the report was published"):
        bounded(window, date(2021, 8, 1), date(2021, 7, 6))
    with pytest.raises(DateUnreadable, match="after 2021-07-06, the day of recording"):
        bounded(window, date(2021, 7, 6), None)


@given(st.none() | st.dates(), st.dates(), st.dates(), st.none() | st.dates())
def test_a_bounded_window_is_never_longer_nor_backward(
    a: date | None, b: date, recorded_on: date, published_on: date | None
) -> None:
    start = ".." if a is None else str(min(a, b))
    window = parse_valid_from(f"{start}/{b if a is None else max(a, b)}")
    try:
        cut = bounded(window, recorded_on, published_on)
    except DateUnreadable:
        assert window.earliest is not None
        assert window.earliest > min(recorded_on, published_on or date.max)
        return
    assert cut.earliest == window.earliest
    assert cut.latest <= min(window.latest, recorded_on, published_on or date.max)
    assert cut.earliest is None or cut.earliest <= cut.latest
    assert bounded(cut, recorded_on, published_on) == cut


@given(st.dates())
def test_a_day_is_read_back(day: date) -> None:
    assert parse_day(str(day)) == day_or_instant(str(day)) == day


@pytest.mark.parametrize("text", ["", "2021-07", "2021-02-30", "0000-01-01", "2021-07-07~"])
def test_only_a_day_is_a_day(text: str) -> None:
    with pytest.raises(DateUnreadable, match="Write a day as 2021-07-07"):
        parse_day(text)


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),  # noqa: DTZ001
    st.integers(-1439, 1439),
)
def test_an_instant_counts_as_its_utc_day(local: datetime, minutes: int) -> None:
    instant = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert day_or_instant(instant.isoformat()) == instant.astimezone(UTC).date()
    later = instant.astimezone(UTC) + timedelta(days=1)
    assert knowledge_instant(instant.isoformat(), later) == instant


def test_an_offset_moves_the_day() -> None:
    assert day_or_instant("2021-07-08t02:00:00.5+04:30") == date(2021, 7, 7)
    assert day_or_instant("2021-07-07T23:30:00-01:00") == date(2021, 7, 8)
    assert day_or_instant("2021-07-07T00:00:00z") == date(2021, 7, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1625616000",
        "2021-07-07T12:00:00",
        "2021-07-07 12:00:00Z",
        "2021-07-07T12:00Z",
        "2021-07-07T24:00:00Z",
        "2021-07-07T12:60:00Z",
        "2021-06-30T23:59:60Z",
        "2021-07-07T12:00:00+0430",
        "2021-07-07T12:00:00+24:00",
        "2021-07-07T12:00:00 04:30",
        "2021-07-07T12:00:00,5Z",
        "2021-07-07T12:00:00.Z",
        "2021-02-30T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "20210707T120000Z",
        "٢٠٢١-٠٧-٠٧T00:00:00Z",
    ],
)
def test_an_instant_without_offset_or_outside_the_calendar_is_refused(text: str) -> None:
    for read in (day_or_instant, lambda text: knowledge_instant(text, NOW)):
        with pytest.raises(DateUnreadable, match="instant with its offset"):
            read(text)


def test_a_date_of_knowledge_means_the_end_of_its_day() -> None:
    end = datetime(2021, 7, 7, 23, 59, 59, 999999, tzinfo=UTC)
    assert knowledge_instant("2021-07-07", NOW) == end
    assert knowledge_instant("2021-07-08", NOW) == NOW
    kabul = NOW.astimezone(timezone(timedelta(hours=4, minutes=30)))
    assert knowledge_instant("2021-07-08T16:30:00+04:30", kabul) == NOW


@pytest.mark.parametrize("text", ["2021-07-09", "2021-07-08T12:00:00.000001Z"])
def test_the_future_is_not_known(text: str) -> None:
    with pytest.raises(DateUnreadable, match=r"in the future.*2021-07-08T12:00:00Z"):
        knowledge_instant(text, NOW)


def test_every_date_of_the_first_theatre_is_read() -> None:
    claims, figures = rows("claims.csv"), rows("figures.csv")
    assert (len(claims), len(figures)) == (921, 89)
    for claim in claims:
        window = parse_valid_from(claim["valid_from"])
        published = claim["report_published_on"]
        published_on = parse_day(published) if published else None
        assert bounded(window, published_on or window.latest, published_on).latest <= window.latest
    for figure in figures:
        assert parse_valid_from(figure["date"]).earliest is not None
