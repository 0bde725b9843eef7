"""How much ground and how many people do districts have, as far as that is known?"""

from collections.abc import Iterable
from typing import NamedTuple


class Measure(NamedTuple):
    """The area and the people of some districts: sums over `measured` and `peopled` of them.

    The people were counted in the years from `first_year` to `last_year`, by the `sources`.
    """

    districts: int = 0
    area_m2: int = 0
    measured: int = 0
    population: int = 0
    peopled: int = 0
    first_year: int | None = None
    last_year: int | None = None
    sources: frozenset[str] = frozenset()


def together(measures: Iterable[Measure]) -> Measure:
    """Add measures up."""
    listed = list(measures)
    years = [year for one in listed for year in (one.first_year, one.last_year) if year is not None]
    return Measure(
        districts=sum(one.districts for one in listed),
        area_m2=sum(one.area_m2 for one in listed),
        measured=sum(one.measured for one in listed),
        population=sum(one.population for one in listed),
        peopled=sum(one.peopled for one in listed),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        sources=frozenset().union(*(one.sources for one in listed)),
    )


def km2(area_m2: int) -> float:
    """Turn m² into km²."""
    return area_m2 / 1_000_000
