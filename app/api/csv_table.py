"""How does a table look as CSV? As a spreadsheet can open it, safely."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

OF_A_DISTRICT = {
    "code": "#adm2+code",
    "name": "#adm2+name",
    "province": "#adm1+code",
    "province_name": "#adm1+name",
}
"""The columns that a row about a district begins with, and their HXL tags."""

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], hxl: Sequence[str] = ()
) -> bytes:
    """Write a table: header always, then the HXL tags if given, then the rows. RFC 4180, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    if hxl:
        writer.writerow(hxl)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    """Show a value; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat().replace("+00:00", "Z")
        case str() if value.lstrip(" ").startswith(RUNS_AS_FORMULA):
            return f"'{value}"
        case list() | tuple():
            return _cell(";".join(str(part) for part in value))
        case _:
            return value
