"""Can a claim be recorded as it was handed in, and what exactly does it say?"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.crosswalk import translate
from app.domain.dates import DateUnreadable, Window, bounded, parse_valid_from
from app.domain.drafts import ClaimDraft, ReportDraft
from app.domain.vocabulary import DISTRICT, THEATRE, KnownPlace, Vocabulary, WordUnknown

STANDINGS = ("unconfirmed", "confirmed", "rejected", "retracted")
MODES = ("captured", "recaptured", "surrendered", "withdrawn", "negotiated")
CONFIDENCES = ("high", "medium", "low")

LONGEST = {"speaker": 500, "note": 10_000, "title": 1_000, "publisher": 500, "url": 4_000}
"""Most characters of a text."""

MOST_EXCEPT_FAULTS = 100
"""Wrong words that are told of one `except`: to find what each could mean costs most of a check."""

_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e]|[\ud800-\udfff]")
"""Control characters but for line ends and tabs, and what is no character.

Among them are the two that turn letters around: an address could show as another. What Dari and
Pashto need in a Latin text, marks, embeddings and isolates, stays.
"""


class Misfit(NamedTuple):
    """One thing that is wrong with a draft: the field, dotted if it is inside another, and why."""

    field: str
    detail: str


class CheckedClaim(NamedTuple):
    """A claim that can be recorded: its words found, its window bounded."""

    draft: ClaimDraft
    place: KnownPlace
    excepted: tuple[str, ...]
    window: Window

    @property
    def covers(self) -> int:
        """How many districts it is about."""
        return self.place.districts - len(self.excepted)


def check_claim(
    draft: ClaimDraft, words: Vocabulary, recorded_on: date
) -> tuple[CheckedClaim | None, list[Misfit]]:
    """Check a draft that is recorded on a UTC day; None with all that is wrong, else no misfits."""
    draft, unclear = translate(draft, words.crosswalk)
    wrong = [Misfit(*unclear)] if unclear else [*_check_words(draft, words)]
    wrong += check_report(draft.report, recorded_on)
    place = None
    try:
        place = words.place(draft.place)
    except WordUnknown as error:
        wrong.append(Misfit("place", str(error)))
    excepted, misfits = _check_excepted(draft, place, words)
    wrong += misfits
    window = None
    try:
        read = parse_valid_from(draft.valid_from)
        window = bounded(read, recorded_on, draft.report.published_on)
    except DateUnreadable as error:
        wrong.append(Misfit("valid_from", str(error)))
    if wrong or place is None or window is None:
        return None, wrong
    return CheckedClaim(draft, place, excepted, window), []


def check_report(report: ReportDraft, recorded_on: date) -> Iterator[Misfit]:
    """Tell what is wrong with a citation: it needs a URL, or a title and a publisher."""
    for field in ("url", "archived_url"):
        value = getattr(report, field)
        if value and not _ADDRESS.fullmatch(value):
            yield Misfit(f"report.{field}", "Write a whole http or https address.")
    named = [text for text in (report.title, report.publisher) if text and text.strip()]
    if not report.url and len(named) < 2:
        yield Misfit("report", "Cite a url, or a title and a publisher.")
    # Where a day has begun that has not begun in UTC, reports already carry its date.
    if report.published_on and report.published_on > recorded_on + timedelta(days=1):
        yield Misfit("report.published_on", f"{report.published_on} is in the future.")
    for field in ("url", "archived_url", "title", "publisher"):
        yield from check_text(f"report.{field}", getattr(report, field))


def check_text(field: str, value: str | None) -> Iterator[Misfit]:
    """Tell whether a text is too long or holds what is no text."""
    most = LONGEST.get(field.rsplit(".", maxsplit=1)[-1].removeprefix("archived_"), 500)
    if value and len(value) > most:
        yield Misfit(field, f"These are {len(value)} characters; {most} are the most.")
    if value and UNPRINTABLE.search(value):
        yield Misfit(field, "There are control characters in it: take them out.")


def _check_words(draft: ClaimDraft, words: Vocabulary) -> Iterator[Misfit]:
    lists = (
        ("status", draft.status, words.statuses),
        ("mode", draft.mode, MODES),
        ("confidence", draft.confidence, CONFIDENCES),
        ("standing", draft.standing, STANDINGS),
    )
    for field, value, known in lists:
        if value is not None and value not in known:
            yield Misfit(field, f"There is no {field} {value!r}: write {', '.join(known)}.")
    if draft.source not in words.sources:
        yield Misfit(
            "source",
            f"There is no source {draft.source!r} in this theatre: name one of its /sources, or"
            " give an object with id, name and kind to make it.",
        )
    yield from check_text("speaker", draft.speaker)
    yield from check_text("note", draft.note)


def _check_excepted(
    draft: ClaimDraft, place: KnownPlace | None, words: Vocabulary
) -> tuple[tuple[str, ...], list[Misfit]]:
    """Find the districts that are left out, sorted by code; each must lie in the place."""
    codes: set[str] = set()
    wrong: list[Misfit] = []
    if draft.excepted and place and place.level == DISTRICT:
        return (), [Misfit("except", "A claim on a district can't leave any out.")]
    for text in draft.excepted:
        if len(wrong) >= MOST_EXCEPT_FAULTS:
            break
        try:
            left_out = words.place(text)
        except WordUnknown as error:
            wrong.append(Misfit("except", str(error)))
            continue
        inside = place is None or place.level == THEATRE or left_out.province == place.code
        if left_out.level != DISTRICT or not inside:
            wrong.append(Misfit("except", f"{text!r} is no district of the place."))
        codes.add(left_out.code)
    if place and not wrong and len(codes) == place.districts:
        wrong.append(Misfit("except", "It leaves no district of the place: leave out fewer."))
    return tuple(sorted(codes)), wrong
