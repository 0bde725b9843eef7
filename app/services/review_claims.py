"""How does the desk give a claim another standing?"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.db.models import events
from app.domain.claim_checks import STANDINGS, Misfit, check_text
from app.domain.drafts import ReviewDraft
from app.errors import ClaimNotFound, ClaimRetracted, Fault, NotAllowed, rejected
from app.services.post_claims import Desk
from app.services.record_events import Ledger
from app.services.record_facts import Recorder
from app.services.standings import fetch_standings


class PostedReview(NamedTuple):
    """A review as it was posted; `pointer` is its place in the body."""

    draft: ReviewDraft
    pointer: str = ""

    def fault(self, misfit: Misfit) -> Fault:
        """Tell what is wrong with it, and where."""
        return Fault(pointer=f"{self.pointer}/{misfit.field}", detail=misfit.detail)


def review_claims(ledger: Ledger, batch: Sequence[PostedReview], desk: Desk) -> list[int]:
    """Record reviews on a locked ledger, and close it; give their revisions, the ids.

    Raises DraftRejected with all that is wrong, ClaimRetracted and NotAllowed.
    """
    ids = [posted.draft.claim for posted in batch]
    standings = fetch_standings(ledger.connection, ledger.theatre, ids)
    faults = [posted.fault(misfit) for posted in batch for misfit in _check(posted.draft)]
    faults += [
        posted.fault(Misfit("claim", f"There is no claim {posted.draft.claim} in this theatre."))
        for posted in batch
        if posted.draft.claim not in standings
    ]
    if faults:
        raise rejected(faults)
    if desk.four_eyes:
        _check_four_eyes(ledger, batch, desk)
    recorder = Recorder(ledger)
    revisions = []
    for posted in batch:
        if standings[posted.draft.claim] == "retracted":
            fault = posted.fault(Misfit("claim", "A retracted claim takes no further review."))
            raise ClaimRetracted(
                f"Claim {posted.draft.claim} is retracted, which is for good: post it anew.",
                [fault],
            )
        standings[posted.draft.claim] = posted.draft.standing
        revisions.append(recorder.review(posted.draft))
    ledger.close()
    return revisions


def review_claim(
    ledger: Ledger, posted: PostedReview, desk: Desk, check: Callable[[Ledger], None]
) -> int:
    """Record one review; `check` compares the claim with what the reviewer saw before all else.

    Raises ClaimNotFound, and what `check` and review_claims raise.
    """
    claim = posted.draft.claim
    if claim not in fetch_standings(ledger.connection, ledger.theatre, [claim]):
        raise ClaimNotFound(claim)
    check(ledger)
    (revision,) = review_claims(ledger, [posted], desk)
    return revision


def _check(draft: ReviewDraft) -> list[Misfit]:
    wrong = list(check_text("reason", draft.reason))
    if draft.standing not in STANDINGS:
        detail = f"There is no standing {draft.standing!r}: write {', '.join(STANDINGS)}."
        wrong.append(Misfit("standing", detail))
    if not draft.reason.strip():
        wrong.append(Misfit("reason", "Say why, for those who come after."))
    return wrong


def _check_four_eyes(ledger: Ledger, batch: Sequence[PostedReview], desk: Desk) -> None:
    confirmed = [p.draft.claim for p in batch if p.draft.standing == "confirmed"]
    own = select(events.c.revision).where(
        events.c.theatre == ledger.theatre,
        events.c.revision.in_(confirmed),
        events.c.recorded_by == desk.author.id,
    )
    claim = ledger.connection.scalars(own).first()
    if claim is not None:
        raise NotAllowed(f"This key recorded claim {claim}: someone else has to confirm it.")
