"""Which columns do the tables of a theatre's folder have? data/README.md tells what they mean."""

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from app.domain.claim_checks import check_text
from app.domain.dates import parse_day
from app.domain.drafts import ClaimDraft, FigureDraft, Original, ReportDraft, SourceDraft
from app.services.tables import Columns

CODE = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
SLUG = r"^[a-z0-9][a-z0-9-]*$"
UNITS = Literal[
    "districts",
    "district_centres",
    "provincial_centres",
    "districts_and_district_centres",
    "percent",
    "mixed",
]


def _parted(cell: object) -> object:
    return [part.strip() for part in cell.split(";") if part.strip()] if type(cell) is str else cell


def _day(cell: object) -> object:
    return parse_day(cell) if isinstance(cell, str) else cell


def _printable(text: str) -> str:
    for misfit in check_text("name", text):
        raise ValueError(misfit.detail)
    return text


Code = Annotated[str, Field(pattern=CODE, max_length=64)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]
Parted = Annotated[tuple[str, ...], BeforeValidator(_parted)]
Day = Annotated[date, BeforeValidator(_day)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Point = tuple[float, float] | None


class PlaceRow(Columns):
    """What provinces and districts have in common."""

    more: ClassVar[re.Pattern[str]] = re.compile(r"name_[a-z]{2,3}(-[A-Za-z0-9]+)*")
    code: Code
    code_system: Label
    name_en: Label
    centroid_lon: Longitude | None = None
    centroid_lat: Latitude | None = None

    @property
    def names(self) -> dict[str, str]:
        """The main name in each language."""
        others = self.model_extra or {}
        named = {tag.removeprefix("name_"): str(name) for tag, name in others.items()}
        return {"en": self.name_en, **named}

    @property
    def centroid(self) -> Point:
        """Longitude and latitude, if both are given."""
        return _point(self.centroid_lon, self.centroid_lat)


class ProvinceRow(PlaceRow):
    """A row of provinces.csv."""

    capital: Code


class DistrictRow(PlaceRow):
    """A row of districts.csv."""

    province: Code
    type: Literal["district", "provincial_centre"]
    temporary: bool = False
    parent: Code | None = None
    seat_lon: Longitude | None = None
    seat_lat: Latitude | None = None
    sets: Parted = ()
    basis: str | None = None

    @property
    def seat(self) -> Point:
        """Longitude and latitude of the administration, if both are given."""
        return _point(self.seat_lon, self.seat_lat)


class NameRow(Columns):
    """A row of names.csv."""

    code: Code
    name: Label
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    source: str | None = None


class PopulationRow(Columns):
    """A row of population.csv."""

    code: Code
    population: Annotated[int, Field(ge=0, lt=2**31)]
    year: Annotated[int, Field(ge=1, le=9999)]
    source: Label


class SourceRow(Columns):
    """A row of sources.csv."""

    id: Slug
    name: Label
    kind: Label
    favours: Code | None = None

    @property
    def draft(self) -> SourceDraft:
        """The source as it is handed in to be recorded."""
        return SourceDraft(self.id, self.name, self.kind, self.favours)


class CrosswalkRow(Columns):
    """A row of crosswalk.csv."""

    scale: Slug
    value: Label
    status: Code
    lossy: bool
    note: str | None = None
    source: str | None = None


class ClaimRow(Columns):
    """A row of claims.csv, or of an import; `status`, or `scale` and `original`, or all three."""

    place: str
    excepted: Annotated[Parted, Field(alias="except")] = ()
    status: str = ""
    scale: str | None = None
    original: str | None = None
    valid_from: str
    mode: str | None = None
    source: str
    speaker: str | None = None
    note: str | None = None
    report_url: str | None = None
    report_archived_url: str | None = None
    report_title: str | None = None
    report_publisher: str | None = None
    report_published_on: Day | None = None
    confidence: str | None = None
    standing: str = "unconfirmed"

    @property
    def draft(self) -> ClaimDraft:
        """The claim as it is handed in to be recorded."""
        return ClaimDraft(
            place=self.place,
            excepted=self.excepted,
            status=self.status,
            valid_from=self.valid_from,
            mode=self.mode,
            source=self.source,
            speaker=self.speaker,
            note=self.note,
            report=ReportDraft(
                self.report_url,
                self.report_archived_url,
                self.report_title,
                self.report_publisher,
                self.report_published_on,
            ),
            confidence=self.confidence,
            standing=self.standing,
            original=Original(self.scale or "", self.original or "") if self._foreign else None,
        )

    @property
    def _foreign(self) -> bool:
        return self.scale is not None or self.original is not None


class FigureRow(Columns):
    """A row of figures.csv; each further column is a status."""

    more: ClassVar[re.Pattern[str]] = re.compile(CODE)
    date: str
    place: str
    publisher: Label
    denominator: str | None = None
    unit: UNITS
    report_url: str | None = None
    note: str | None = None

    @property
    def draft(self) -> FigureDraft:
        """The figure as it is handed in to be recorded."""
        return FigureDraft(
            place=self.place,
            date=self.date,
            unit=self.unit,
            report=ReportDraft(url=self.report_url, publisher=self.publisher),
            values={status: str(value) for status, value in (self.model_extra or {}).items()},
            denominator=self.denominator,
            note=self.note,
        )


def _point(lon: float | None, lat: float | None) -> Point:
    return None if lon is None or lat is None else (lon, lat)
