"""How does the desk change what it makes of claims, and blank what endangers someone?"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Response

from app.api.answers import dumps, etag_of, same
from app.api.bodies import Json
from app.api.routing import THEATRE, recorded, takes
from app.api.routing import router as make_router
from app.api.schemas.claims import claim_item
from app.api.schemas.drafts import RedactionBody, ReviewBody, ReviewsBody, read_body
from app.api.schemas.writes import FactRecorded, ReviewsRecorded
from app.api.writing import Admin, Reviewer, Writer, created
from app.errors import ClaimMoved
from app.queries.claims import fetch_claim
from app.services.record_events import Ledger
from app.services.redact_texts import RedactionDraft, redact_texts
from app.services.review_claims import review_claim, review_claims
from app.services.write import Written

router = make_router("writing")

ClaimId = Annotated[int, Path(ge=1, lt=2**63)]
IF_MATCH = Header(description="The claim's ETag: 412 if it is another one by now.")


@dataclass
class OfClaim:
    """The claim that a review is of, and what the reviewer saw of it."""

    theatre: str
    claim: ClaimId
    if_match: Annotated[str | None, IF_MATCH] = None


@router.post(
    "/claims/{claim}/reviews",
    status_code=201,
    responses=recorded(ReviewsRecorded, unless_moved=True),
    openapi_extra=takes("application/json", ReviewBody),
)
def record_review(
    author: Reviewer, document: Json, writer: Writer, of: Annotated[OfClaim, Depends()]
) -> Response:
    """Give a claim another standing, with a reason."""
    theatre, claim = of.theatre, of.claim

    def unchanged(ledger: Ledger) -> None:
        if of.if_match is None:
            return
        now = dumps(claim_item(fetch_claim(ledger.connection, theatre, claim)))
        if not same(of.if_match, etag_of(now)):
            raise ClaimMoved("The claim is another one by now: read it again, then decide.")

    posted = read_body(ReviewBody, document).posted(claim)

    def work(ledger: Ledger) -> Written:
        revision = review_claim(ledger, posted, writer.desk(author), unchanged)
        return _reviewed(theatre, [revision], claim)

    return writer.carry_out(theatre, author, work)


@router.post(
    "/reviews",
    status_code=201,
    responses=recorded(ReviewsRecorded),
    openapi_extra=takes("application/json", ReviewsBody),
)
def record_reviews(author: Reviewer, document: Json, writer: Writer, theatre: str) -> Response:
    """Review up to 1,000 claims: all of them or none."""
    listed = read_body(ReviewsBody, document).reviews
    batch = [
        review.posted(review.claim)._replace(pointer=f"/reviews/{n}")
        for n, review in enumerate(listed)
    ]

    def work(ledger: Ledger) -> Written:
        return _reviewed(theatre, review_claims(ledger, batch, writer.desk(author)))

    return writer.carry_out(theatre, author, work)


@router.post(
    "/claims/{claim}/redactions",
    status_code=201,
    responses=recorded(FactRecorded),
    openapi_extra=takes("application/json", RedactionBody),
)
def record_redaction(
    author: Admin, document: Json, writer: Writer, theatre: str, claim: ClaimId
) -> Response:
    """Blank texts of a claim everywhere, the past included; its status stays."""
    body = read_body(RedactionBody, document)
    draft = RedactionDraft(claim, body.fields, body.reason)

    def work(ledger: Ledger) -> Written:
        revision = redact_texts(ledger, draft)
        return created({"revision": revision}, _claim(theatre, claim))

    return writer.carry_out(theatre, author, work)


def _reviewed(theatre: str, revisions: list[int], claim: int | None = None) -> Written:
    feed = f"{THEATRE.format(theatre=theatre)}/changes?after={revisions[0] - 1}"
    body = {"reviews": revisions, "revision": revisions[-1]}
    return created(body, _claim(theatre, claim) if claim else feed)


def _claim(theatre: str, claim: int) -> str:
    return f"{THEATRE.format(theatre=theatre)}/claims/{claim}"
