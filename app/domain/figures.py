r"""What does a published number say, and do a publisher's numbers add up?

Published values are kept as they were printed. What is read from them:

| printed       | count | share | low   | high  | gain  |
|---------------|-------|-------|-------|-------|-------|
| `36`          | 36    |       | 36    | 36    | false |
| `100~` `~200` | 100   |       |       |       | false |
| `>130`        |       |       | 131   |       | false |
| `212-214`     |       |       | 212   | 214   | false |
| `70.5%`       |       | 0.705 | 0.705 | 0.705 | false |
| `33%~`        |       | 0.33  |       |       | false |
| `>1/3`        |       |       | 1/3   |       | false |
| `+37` `+30~`  | 37    |       | 37    | 37    | true  |
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf

_SHARE = r"[0-9]{1,3}(?:\.[0-9]{1,6})?%|[0-9]{1,6}/[1-9][0-9]{0,5}"
_SINGLE = re.compile(
    rf"(?P<gain>\+?)(?P<before>[>~]?)(?:(?P<count>[0-9]{{1,9}})|(?P<share>{_SHARE}))(?P<after>~?)"
)
_RANGE = re.compile(r"(?P<gain>\+?)(?P<low>[0-9]{1,9})-(?P<high>[0-9]{1,9})")
_DENOMINATOR = re.compile(r"(?P<total>[1-9][0-9]{0,8})(?P<about>~?)")

COMPARABLE_UNITS = ("districts", "districts_and_district_centres", "percent")
"""What the ledger counts, too: a district's centre alone is not one of its districts."""

EXACT_DENOMINATOR = "^[1-9][0-9]{0,8}$"

_FORMS = (
    "Write a count (36), more than (>130), a range (212-214), about (100~), a gain (+37) "
    "or a share (70.5%, 1/3)."
)


class FigureUnreadable(ValueError):
    """A published value that can't be read; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One published value.

    `count` is in places and `share` a fraction from 0 to 1; the other is None, and both are for a
    value that names bounds alone. `low` and `high` are closed, in the unit of the value; None means
    not said. An exact value is its own `low` and `high`, an approximate one (`~`) has neither.
    More than 130 is 131 or more; more than a share begins at that share. `gain`: the number was won
    since some earlier day, and says nothing of what is held.
    """

    as_reported: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    gain: bool

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a whole, not a number of places."""
        return "%" in self.as_reported or "/" in self.as_reported


def parse_value(text: str) -> FigureValue:
    """Read one value as it was printed (see the table above). Raises FigureUnreadable."""
    if match := _RANGE.fullmatch(text):
        least, most = int(match["low"]), int(match["high"])
        if least > most:
            raise FigureUnreadable(f"{text!r} ends below its start. {_FORMS}")
        return FigureValue(text, None, None, least, most, bool(match["gain"]))
    match = _SINGLE.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        raise FigureUnreadable(f"{text[:40]!r} is not a number that is read here. {_FORMS}")
    gain = bool(match["gain"])
    count = int(match["count"]) if match["count"] else None
    share = _fraction(match["share"]) if match["share"] else None
    if match["before"] == ">":
        low = share if count is None else count + 1
        return FigureValue(text, None, None, low, None, gain)
    exact = not (match["before"] or match["after"])
    bound = (share if count is None else count) if exact else None
    return FigureValue(text, count, share, bound, bound, gain)


def exact_denominator(text: str) -> int | None:
    """Read a printed denominator, in places.

    None where it was left empty or is approximate (`400~`): it then matches no district set.
    Raises FigureUnreadable.
    """
    if not text:
        return None
    match = _DENOMINATOR.fullmatch(text)
    if match is None:
        raise FigureUnreadable(
            f"{text[:40]!r} is not a denominator. Write a whole number (421), or about (400~)."
        )
    return None if match["about"] else int(match["total"])


def does_not_close(
    values: Mapping[str, FigureValue], denominator: int | None, parts: Collection[str]
) -> bool:
    """Tell whether a publisher's counts can't sum to the denominator printed beside them.

    `parts` are the statuses into which the whole is divided: all of the scale but those of degree
    `unknown`. The counts do not close when even their greatest sum stays below the denominator, or
    their least sum goes above it; a part that is missing, approximate, a share or a gain may be
    any number. False without an exact denominator (None).
    """
    if denominator is None:
        return False
    counts = {
        status: value for status, value in values.items() if not (value.gain or value.is_share)
    }
    least = sum(value.low or 0 for value in counts.values())
    bounds = [counts[part].high if part in counts else None for part in {*parts, *values}]
    greatest = sum(inf if high is None else high for high in bounds)
    return not least <= denominator <= greatest


def _fraction(text: str) -> float:
    share = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    if share > 1:
        raise FigureUnreadable(f"{text!r} is not a part of a whole. Write 0% to 100%, or 1/3.")
    return float(share)
