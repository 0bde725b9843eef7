"""What do the rows of a CSV table say, however a person's spreadsheet wrote it?"""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import Fault

DELIMITERS = ",;\t"
LONGEST_CELL = 100_000
MOST_LINES = 2_000_000
BYTE_ORDER_MARK = "\ufeff"
_QUOTED = re.compile(r'"[^"]*"?')


class Columns(BaseModel):
    """The columns of a table, as a model of its rows; an empty cell is as good as none."""

    model_config = ConfigDict(extra="allow", frozen=True)
    more: ClassVar[re.Pattern[str]] = re.compile("(?!)")
    """Which further columns there may be; here: none."""


R = TypeVar("R", bound=Columns)


class Numbered(NamedTuple, Generic[R]):
    """A row, and the line on which it begins, counted from 1."""

    line: int
    row: R


def read_table(lines: Iterable[bytes], columns: type[R]) -> Iterator[Numbered[R] | Fault]:
    """Read a table as it streams in: its rows, and what is wrong, in the order of the lines.

    Commas, semicolons or tabs part the cells, as the header tells. A byte order mark, blank lines,
    any line ends, quoted line breaks and a row of HXL tags are read as they are meant. What can't
    be read as a table ends the reading.
    """
    header: list[str] = []
    try:
        for line, cells in _records(lines):
            if header:
                yield from _read_row(line, header, cells, columns)
                continue
            header = cells
            faults = [Fault(line=line, detail=detail) for detail in _misfits(header, columns)]
            yield from faults
            if faults:
                return
    except _Unreadable as error:
        yield Fault(line=error.line, detail=str(error))
        return
    if not header:
        yield Fault(line=1, detail="The table is empty: its first line names the columns.")


class _Unreadable(Exception):
    def __init__(self, line: int, detail: str) -> None:
        super().__init__(detail)
        self.line = line


def _records(lines: Iterable[bytes]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    text = _decoded(lines)
    head: list[str] = []
    for line in text:
        head.append(line)
        if line.strip():
            break
    delimiter = max(DELIMITERS, key=_QUOTED.sub("", "".join(head)).count)
    reader = csv.reader(chain(head, text), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(begins, f"The row that begins here can't be read: {error}.") from None


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES:
            raise _Unreadable(number, f"The table has more than {MOST_LINES:,} lines: part it.")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise _Unreadable(number, "This is not UTF-8: save the table as CSV UTF-8.") from None
        yield text.removeprefix(BYTE_ORDER_MARK) if number == 1 else text


def _misfits(header: list[str], columns: type[Columns]) -> Iterator[str]:
    known = {field.alias or name: field for name, field in columns.model_fields.items()}
    shown = ", ".join(known)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield f"There are several columns {name!r}: leave one."
        if name not in known and not columns.more.fullmatch(name):
            yield f"There is no column {name!r} in this table, which has {shown}."
    for name, field in known.items():
        if field.is_required() and name not in header:
            yield f"The column {name!r} is missing."


def _read_row(
    line: int, header: list[str], cells: list[str], columns: type[R]
) -> Iterator[Numbered[R] | Fault]:
    if all(cell.startswith("#") for cell in cells if cell):
        return  # HXL tags
    if len(cells) > len(header):
        detail = f"There are {len(cells)} cells in this row, and {len(header)} columns."
        yield Fault(line=line, detail=f"{detail} Put a cell that holds the delimiter in quotes.")
        return
    try:
        given = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
        yield Numbered(line, columns.model_validate(given))
    except ValidationError as error:
        for wrong in error.errors():
            reason = wrong["msg"].removeprefix("Value error, ")
            column = wrong["loc"][0] if wrong["loc"] else "row"
            yield Fault(line=line, detail=f"{column}: {reason}")
