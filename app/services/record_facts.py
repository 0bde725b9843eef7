"""How does what was checked become events: sources, claims with their reports, reviews, figures?"""

from types import MappingProxyType
from typing import Any

from app.db.models import claims, figures, originals, redactable_texts, reports, reviews, sources
from app.domain.claim_checks import CheckedClaim
from app.domain.drafts import ReportDraft, ReviewDraft, SourceDraft
from app.domain.figure_checks import CheckedFigure
from app.services.cited_reports import Cited
from app.services.facts import Rows
from app.services.record_events import Ledger, sealed

NONE_CITED: Cited = MappingProxyType({})
REPLACED = "Replaced by claim {}."


class Recorder:
    """Adds facts to a locked ledger, each as an event of its own.

    A document that is cited again is the same report; its id is the first event that cites it.
    """

    def __init__(self, ledger: Ledger, cited: Cited = NONE_CITED) -> None:
        """`cited`: which of the reports that will be cited the ledger has."""
        self.ledger = ledger
        self._reports = dict(cited)

    def source(self, draft: SourceDraft) -> int:
        """Record who may be cited as asserting."""
        row = {**draft._asdict(), "revision": self.ledger.next}
        return self.ledger.add("source", {sources: [row]})

    def claim(self, checked: CheckedClaim) -> int:
        """Record a claim; one that it replaces is retracted by the next event."""
        revision, draft = self.ledger.next, checked.draft
        row = {
            "revision": revision,
            "place": checked.place.code,
            "level": checked.place.level,
            "except": list(checked.excepted),
            "covers": checked.covers,
            "status": draft.status,
            "valid_from": draft.valid_from,
            "earliest": checked.window.earliest,
            "latest": checked.window.latest,
            "mode": draft.mode,
            "source": draft.source,
            "report": self._cite(draft.report),
            "confidence": draft.confidence,
            "standing": draft.standing,
            "replaces": draft.replaces,
        }
        brought: dict[Any, Any] = {claims: [row]}
        if draft.original is not None:
            brought[originals] = [{"revision": revision, **draft.original._asdict()}]
        texts = {"speaker": draft.speaker, "note": draft.note}
        self.ledger.add("claim", self._with_report(draft.report, brought, texts))
        if draft.replaces is not None:
            self.review(ReviewDraft(draft.replaces, "retracted", REPLACED.format(revision)))
        return revision

    def review(self, draft: ReviewDraft) -> int:
        """Record that a claim has another standing from now on."""
        row = {**draft._asdict(), "revision": self.ledger.next}
        return self.ledger.add("review", {reviews: [row]})

    def figure(self, checked: CheckedFigure) -> int:
        """Record numbers that someone published."""
        draft = checked.draft
        row = {
            "revision": self.ledger.next,
            "place": checked.place.code,
            "date": draft.date,
            "earliest": checked.window.earliest,
            "latest": checked.window.latest,
            "denominator": draft.denominator,
            "unit": draft.unit,
            "values": draft.values,
            "note": draft.note,
            "source": draft.source,
            "report": self._cite(draft.report),
        }
        return self.ledger.add("figure", self._with_report(draft.report, {figures: [row]}, {}))

    def _cite(self, report: ReportDraft) -> int:
        return self._reports.setdefault(report, self.ledger.next)

    def _with_report(
        self, report: ReportDraft, rows: dict[Any, Any], texts: dict[str, str | None]
    ) -> Rows:
        revision = self.ledger.next
        if self._reports[report] == revision:
            columns = ("url", "archived_url", "publisher", "published_on")
            row = {name: getattr(report, name) for name in columns}
            rows[reports] = [{"id": revision, **row}]
            texts = {**texts, "title": report.title}
        return {**rows, redactable_texts: sealed(revision, texts)}
