"""How is a text that endangers someone blanked everywhere, the past included?

The chain covers the digest of the text, salted; both text and salt go, so that nobody can guess it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import delete, func, insert, literal, or_, select, update

from app.db.models import answered, claims, redactable_texts, redactions
from app.errors import ClaimNotFound, Fault, rejected
from app.services.record_events import Ledger

FIELDS = ("speaker", "note", "report.title")
TEXTS = ("speaker", "note", "title")


class RedactionDraft(NamedTuple):
    """Which texts of a claim are to be blanked, and why; the reason is public."""

    claim: int
    fields: Sequence[str]
    reason: str


def redact_texts(ledger: Ledger, draft: RedactionDraft) -> int:
    """Blank texts of a claim, record that it was done, and close the ledger; give the revision.

    A report's title goes for all claims that cite the report. Raises ClaimNotFound and
    DraftRejected.
    """
    own = (claims.c.theatre == ledger.theatre, claims.c.revision == draft.claim)
    report = ledger.connection.scalar(select(claims.c.report).where(*own))
    if report is None:
        raise ClaimNotFound(draft.claim)
    _check(draft)
    text = redactable_texts.c
    blanked = or_(
        *(
            (text.revision == (report if field == "report.title" else draft.claim))
            & (text.field == field.removeprefix("report."))
            for field in draft.fields
        )
    )
    here = (text.theatre == ledger.theatre, text.value.is_not(None), blanked)
    values = list(ledger.connection.scalars(select(text.value).where(*here)))
    if not values:
        detail = "There is no such text: it was never given, or is blank already."
        raise rejected([Fault(pointer="/fields", detail=detail)])
    row = {**draft._asdict(), "fields": sorted(set(draft.fields)), "revision": ledger.next}
    revision = ledger.add("redaction", {redactions: [row]})
    ledger.connection.execute(update(redactable_texts).where(*here).values(value=None, salt=None))
    _blank_answers(ledger, values)
    ledger.close()
    return revision


def _check(draft: RedactionDraft) -> None:
    faults = [
        Fault(pointer=f"/fields/{n}", detail=f"Only {', '.join(FIELDS)} can be blanked.")
        for n, field in enumerate(draft.fields)
        if field not in FIELDS
    ]
    if not draft.fields:
        faults.append(Fault(pointer="/fields", detail=f"Name one of {', '.join(FIELDS)}."))
    if not draft.reason.strip():
        faults.append(Fault(pointer="/reason", detail="Say why, without the text itself."))
    if faults:
        raise rejected(faults)


def _blank_answers(ledger: Ledger, values: Sequence[str]) -> None:
    """Blank the texts in answers kept for retries, too: a retry still gets what was answered."""
    quoted = [orjson.dumps(value) for value in values]
    holds = or_(*(func.position(literal(text).op("in")(answered.c.body)) > 0 for text in quoted))
    found = ledger.connection.execute(delete(answered).where(holds).returning(answered)).mappings()
    rows = [{**row, "body": _blanked(row["body"], values)} for row in found]
    if rows:
        ledger.connection.execute(insert(answered), rows)


def _blanked(body: bytes, values: Sequence[str]) -> bytes:
    def blank(part: object) -> object:
        match part:
            case dict():
                return {
                    name: None if name in TEXTS and value in values else blank(value)
                    for name, value in part.items()
                }
            case list():
                return [blank(item) for item in part]
            case _:
                return part

    return orjson.dumps(blank(orjson.loads(body)))
