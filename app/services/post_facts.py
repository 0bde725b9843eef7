"""How do sources and published figures that someone posts get into the ledger?"""

from datetime import UTC, datetime

from app.domain.drafts import FigureDraft, SourceDraft
from app.domain.figure_checks import check_figure
from app.errors import AlreadyRecorded, Fault, rejected
from app.services.cited_reports import fetch_cited
from app.services.duplicates import figure_identity, known_figures
from app.services.post_claims import check_source
from app.services.record_events import Ledger
from app.services.record_facts import Recorder
from app.services.words import fetch_words


def post_source(ledger: Ledger, draft: SourceDraft) -> int:
    """Record who may be cited as asserting, and close the ledger; give the revision.

    Raises DraftRejected, and AlreadyRecorded where the id is taken.
    """
    words = fetch_words(ledger.connection, ledger.theatre, ())
    if draft.id in words.sources:
        detail = f"There is a source {draft.id!r} already; what it favours can't be changed."
        raise AlreadyRecorded(detail, [Fault(pointer="/id", detail=detail)])
    wrong = check_source(draft, words)
    if wrong:
        raise rejected([Fault(pointer=f"/{field}", detail=detail) for field, detail in wrong])
    Recorder(ledger).source(draft)
    return ledger.close()


def post_figure(ledger: Ledger, draft: FigureDraft) -> int:
    """Record numbers that someone published, and close the ledger; give the revision, the id.

    Raises DraftRejected, and AlreadyRecorded.
    """
    words = fetch_words(ledger.connection, ledger.theatre, [draft.place])
    figure, wrong = check_figure(draft, words, datetime.now(UTC).date())
    if figure is None:
        raise rejected(
            [Fault(pointer=f"/{field.replace('.', '/')}", detail=detail) for field, detail in wrong]
        )
    cited = fetch_cited(ledger.connection, ledger.theatre, [draft.report])
    known = known_figures(ledger.connection, ledger.theatre, cited).get(figure_identity(figure))
    if known is not None:
        fault = Fault(pointer="", detail=f"This is figure {known}.")
        raise AlreadyRecorded("This figure is recorded already.", [fault], [known])
    Recorder(ledger, cited).figure(figure)
    return ledger.close()
