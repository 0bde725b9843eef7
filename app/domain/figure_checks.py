"""Can a published figure be recorded as it was handed in?"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.domain.claim_checks import Misfit, check_text
from app.domain.dates import DateUnreadable, Window, parse_valid_from
from app.domain.drafts import FigureDraft
from app.domain.figures import FigureUnreadable, exact_denominator, parse_value
from app.domain.vocabulary import DISTRICT, KnownPlace, Vocabulary, WordUnknown

UNITS = (
    *("districts", "district_centres", "provincial_centres"),
    *("districts_and_district_centres", "percent", "mixed"),
)


class CheckedFigure(NamedTuple):
    """A figure that can be recorded: its place found, its window bounded."""

    draft: FigureDraft
    place: KnownPlace
    window: Window


def check_figure(
    draft: FigureDraft, words: Vocabulary, recorded_on: date
) -> tuple[CheckedFigure | None, list[Misfit]]:
    """Check a draft that is recorded on a UTC day; None with all that is wrong, else no misfits."""
    wrong = [*_check_values(draft, words), *_check_citation(draft, words)]
    place = window = None
    try:
        place = words.place(draft.place)
        if place.level == DISTRICT:
            wrong.append(Misfit("place", "A figure is of a province or of the whole theatre."))
    except WordUnknown as error:
        wrong.append(Misfit("place", str(error)))
    try:
        window = parse_valid_from(draft.date)
        if window.latest > recorded_on:
            wrong.append(Misfit("date", f"{draft.date} ends after {recorded_on}, today."))
    except DateUnreadable as error:
        wrong.append(Misfit("date", str(error)))
    if wrong or place is None or window is None:
        return None, wrong
    return CheckedFigure(draft, place, window), []


def _check_values(draft: FigureDraft, words: Vocabulary) -> Iterator[Misfit]:
    if not draft.values:
        yield Misfit("values", f"Give a number for one of {', '.join(words.statuses)} at least.")
    for status, printed in draft.values.items():
        if status not in words.statuses:
            known = ", ".join(words.statuses)
            yield Misfit(f"values.{status}", f"There is no status {status!r}: write {known}.")
        try:
            parse_value(printed)
        except FigureUnreadable as error:
            yield Misfit(f"values.{status}", str(error))
    try:
        exact_denominator(draft.denominator or "")
    except FigureUnreadable as error:
        yield Misfit("denominator", str(error))


def _check_citation(draft: FigureDraft, words: Vocabulary) -> Iterator[Misfit]:
    if draft.unit not in UNITS:
        yield Misfit("unit", f"There is no unit {draft.unit!r}: write {', '.join(UNITS)}.")
    if draft.source is not None and draft.source not in words.sources:
        yield Misfit("source", f"There is no source {draft.source!r}; /sources lists them.")
    if not (draft.report.url or draft.report.publisher):
        yield Misfit("report", "Cite a url or a publisher.")
    yield from check_text("note", draft.note)
    for field in ("url", "archived_url", "title", "publisher"):
        yield from check_text(f"report.{field}", getattr(draft.report, field))
