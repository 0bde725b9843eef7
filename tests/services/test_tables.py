"""A table is read as the person who saved it from a spreadsheet meant it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.folder_rows import ClaimRow
from app.services.tables import Numbered, read_table

HEADER = "place,status,valid_from,source,note\n"


def read(text: str | bytes) -> list[Any]:
    raw = text.encode() if isinstance(text, str) else text
    return [
        (item.line, item.row.place, item.row.note)
        if isinstance(item, Numbered)
        else (item["line"], item["detail"])
        for item in read_table(raw.splitlines(keepends=True), ClaimRow)
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "D1,north,2020,gazette,a\n",
        "\ufeff" + HEADER + "D1,north,2020,gazette,a\n",
        (HEADER + "D1,north,2020,gazette,a\n").replace("\n", "\r\n"),
        (HEADER + "D1,north,2020,gazette,a\n").replace(",", ";"),
        (HEADER + "D1,north,2020,gazette,a\n").replace(",", "\t"),
        HEADER + " D1 ,north,2020, gazette,a",
        '"place","status","valid_from","source","note"\n"D1","north","2020","gazette","a"\n',
    ],
)
def test_every_way_to_save_it_reads_the_same(text: str) -> None:
    assert read(text) == [(2, "D1", "a")]


def test_lines_are_those_of_the_file_whatever_stands_between() -> None:
    text = HEADER + (
        '#adm2+code,#status,,,\n\nD1,north,2020,gazette,"two\nlines"\n,,,,\nD2,north,2020,x,\n'
    )
    assert read(text) == [(4, "D1", "two\nlines"), (7, "D2", None)]


@pytest.mark.parametrize(
    ("text", "line", "detail"),
    [
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        ("place,status,source\n", 1, "'valid_from' is missing"),
        (HEADER.replace("note", "nota"), 1, "no column 'nota'"),
        (HEADER.replace("note", "place"), 1, "several columns 'place'"),
        (HEADER + "D1,north,2020,gazette,a,b\n", 2, "6 cells in this row, and 5 columns"),
        (HEADER + 'D1,north,2020,gazette,"a\n', 2, "can't be read"),
        (HEADER + "D1,north,,gazette,a\n", 2, "valid_from: Field required"),
        (HEADER.encode() + b"D1,north,2020,gazette,\xe9\n", 2, "CSV UTF-8"),
        ((HEADER + "x").encode("utf-16"), 1, "CSV UTF-8"),
        (HEADER + "D1,north,2020,gazette," + "x" * 100_001, 2, "field larger"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line(
    text: str | bytes, line: int, detail: str
) -> None:
    (fault,) = read(text)
    assert fault[0] == line
    assert detail in fault[1]


@given(st.binary() | st.text(alphabet='",;\t\r\n \0\ufeff#D1x\u202e').map(str.encode))
def test_any_bytes_are_rows_or_faults_of_their_lines(raw: bytes) -> None:
    for start in (b"", HEADER.encode()):
        lines = (start + raw).splitlines(keepends=True)
        for item in read_table(lines, ClaimRow):
            line = item.line if isinstance(item, Numbered) else item["line"]
            assert 1 <= line <= max(len(lines), 1)


def test_a_table_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.tables.MOST_LINES", 3)
    assert read(HEADER + "\n" * 3) == [(4, "The table has more than 3 lines: part it.")]
