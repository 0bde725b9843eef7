"""How long a window of days is: the class by which open windows are found."""

from datetime import date

SPANS = tuple(range(23))
"""Classes of windows: up to 2**span days from the first day to the last. 2**22 days are longer
than all years of EDTF, so that the last class also holds `../b`, which has no first day."""


def span(earliest: date | None, latest: date) -> int:
    """Class of a closed window: the least s with `latest - earliest <= 2**s` days.

    `earliest` None is `../b`. A single day has class 0.
    """
    if earliest is None:
        return SPANS[-1]
    return max((latest - earliest).days - 1, 0).bit_length()
