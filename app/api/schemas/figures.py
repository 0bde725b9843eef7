"""A published figure beside what the ledger counts on the same day, of the same districts."""

from datetime import date, datetime
from typing import NamedTuple

from typing_extensions import TypedDict

from app.api.pages import Paged
from app.api.schemas.claims import ReportItem, report_item
from app.api.schemas.views import Known
from app.domain.buckets import fill
from app.domain.comparison import difference, why_not_compared
from app.domain.figures import FigureValue, does_not_close, exact_denominator, parse_value
from app.domain.scale import NOT_ASSESSED, Scale
from app.queries.figures import Compared, Figure


class ValueItem(TypedDict):
    """One published value: `count` in places or `share` from 0 to 1; `low` and `high` closed.

    Null: not said. `gain`: won since some earlier day, not held.
    """

    as_reported: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    gain: bool


class ReportedItem(TypedDict):
    """The figure as it was published; `denominator` is null where it is not exact."""

    date: str
    place: str
    denominator: int | None
    denominator_as_reported: str | None
    unit: str
    values: dict[str, ValueItem]
    does_not_close: bool
    report: ReportItem
    source: str | None
    note: str | None


class CountedItem(TypedDict):
    """The ledger's count of one status."""

    count: int
    low: int
    high: int
    share: float


class ComputedItem(TypedDict):
    """What the ledger counts `at` the last day of the figure's date, of the set's districts."""

    at: date
    set: str
    total: int
    assessed: int
    values: dict[str, CountedItem]


class DifferenceItem(TypedDict):
    """The published number less the ledger's; null where the publisher gave none."""

    count: int | None
    share: float | None


class PublishedItem(TypedDict):
    """A figure alone, as the ledger recorded it."""

    id: int
    reported: ReportedItem
    recorded_at: datetime
    recorded_by: str | None
    revision: int


class FigureItem(PublishedItem):
    """A figure with what the ledger computes; `reason` says why it computes nothing."""

    computed: ComputedItem | None
    difference: dict[str, DifferenceItem] | None
    reason: str | None


class FiguresAnswer(Paged, Known):
    """Published figures, the newest first."""

    items: list[FigureItem]
    policy: str


class Comparison(NamedTuple):
    """Both sides of a figure that can be compared."""

    computed: ComputedItem
    difference: dict[str, DifferenceItem]


def figure_item(compared: Compared, scale: Scale) -> FigureItem:
    """Show a figure beside the ledger's count."""
    figure = compared.figure
    found = _comparison(compared, scale)
    return {
        **published_item(figure, scale),
        "computed": found and found.computed,
        "difference": found and found.difference,
        "reason": None if found else why_not_compared(figure.unit, figure.denominator),
    }


def published_item(figure: Figure, scale: Scale) -> PublishedItem:
    """Show a figure alone."""
    values = _values(figure)
    denominator = exact_denominator(figure.denominator or "")
    parts = [status.id for status in scale.statuses if status.degree != "unknown"]
    return {
        "id": figure.revision,
        "reported": {
            "date": figure.edtf,
            "place": figure.place,
            "denominator": denominator,
            "denominator_as_reported": figure.denominator,
            "unit": figure.unit,
            "values": {status: _value_item(value) for status, value in values.items()},
            "does_not_close": does_not_close(values, denominator, parts),
            "report": report_item(figure.report),
            "source": figure.source,
            "note": figure.note,
        },
        "recorded_at": figure.recorded_at,
        "recorded_by": figure.recorded_by,
        "revision": figure.revision,
    }


def _values(figure: Figure) -> dict[str, FigureValue]:
    return {status: parse_value(printed) for status, printed in sorted(figure.values.items())}


def _value_item(value: FigureValue) -> ValueItem:
    return {
        "as_reported": value.as_reported,
        "count": value.count,
        "share": value.share,
        "low": value.low,
        "high": value.high,
        "gain": value.gain,
    }


def _comparison(compared: Compared, scale: Scale) -> Comparison | None:
    if compared.set_id is None:
        return None
    buckets = {bucket.status: bucket for bucket in fill(scale, compared.cells)}
    total = sum(bucket.count for bucket in buckets.values())
    printed = _values(compared.figure)
    counted: dict[str, CountedItem] = {
        status: {
            "count": buckets[status].count,
            "low": buckets[status].low,
            "high": buckets[status].high,
            "share": buckets[status].count / total,
        }
        for status in printed
    }
    computed: ComputedItem = {
        "at": compared.figure.latest,
        "set": compared.set_id,
        "total": total,
        "assessed": total - buckets[NOT_ASSESSED].count,
        "values": counted,
    }
    apart = {s: difference(value, buckets[s], total) for s, value in printed.items()}
    shown: dict[str, DifferenceItem] = {
        status: {"count": found.districts, "share": found.share} for status, found in apart.items()
    }
    return Comparison(computed, shown)
