"""How far is a published number from what the ledger counts, and when can't they be compared?"""

from typing import NamedTuple

from app.domain.buckets import Bucket
from app.domain.figures import COMPARABLE_UNITS, FigureValue, exact_denominator


class Difference(NamedTuple):
    """The published number less the ledger's, in districts and as a share of all of them.

    None where the publisher gave no such number: bounds alone, or a gain.
    """

    districts: int | None
    share: float | None


def difference(printed: FigureValue, counted: Bucket, total: int) -> Difference:
    """Compare a published value with the ledger's count among `total` districts."""
    if printed.gain:
        return Difference(None, None)
    if printed.count is not None:
        apart = printed.count - counted.count
        return Difference(apart, apart / total)
    share = None if printed.share is None else printed.share - counted.count / total
    return Difference(None, share)


def why_not_compared(unit: str, denominator: str | None) -> str:
    """Say why a figure stands alone: its unit or its denominator (as printed) has no match."""
    if unit not in COMPARABLE_UNITS:
        return f"The unit, {unit}, has no match: the ledger counts districts."
    if denominator is None:
        return "No denominator was published."
    if exact_denominator(denominator) is None:
        return f"The denominator, {denominator}, is approximate."
    return f"No district set has {denominator} districts there."
