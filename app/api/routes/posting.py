"""How do analysts post what was claimed: by the piece, in batches, as a table?"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from app.api.answers import dumps
from app.api.bodies import Json, Table
from app.api.parameters import AskedEffect
from app.api.routing import THEATRE, recorded, takes
from app.api.routing import router as make_router
from app.api.schemas.claims import claim_item
from app.api.schemas.drafts import ClaimBody, ClaimsBody, read_claims
from app.api.schemas.writes import ClaimsRecorded, DryRun, TableRecorded, dry_run_answer
from app.api.writing import Claimant, Writer, answer
from app.services.dry_run import dry_run
from app.services.import_claims import read_claims as read_table
from app.services.post_claims import Batch, Posted, Recorded, as_recorded
from app.services.record_events import Ledger
from app.services.write import Written

router = make_router("writing")

DRY_RUN = Query(description="Check everything and tell the effect; record nothing.")
ON_DUPLICATE = Query(description="`skip` records the others and lists what it skipped.")


Told = Callable[[Recorded], object]


@dataclass
class Posting:
    """How claims are posted: tried or for good, refusing duplicates or skipping them."""

    author: Claimant
    writer: Writer
    asked: AskedEffect
    theatre: str
    dry_run: Annotated[bool, DRY_RUN] = False
    on_duplicate: Annotated[Literal["refuse", "skip"], ON_DUPLICATE] = "refuse"

    def answer(self, posted: list[Posted], told: Told) -> Response:
        """Record, or try to, and tell what came of it."""
        desk = self.writer.desk(self.author, skip_duplicates=self.on_duplicate == "skip")
        batch = Batch(posted, desk)
        if self.dry_run:
            effect = dry_run(
                self.writer.engine, self.theatre, self.author, self.asked, batch.record
            )
            return answer(Written(200, dumps(dry_run_answer(effect))))

        def work(ledger: Ledger) -> Written:
            done = batch.record(ledger)
            body = {"claims": told(done), "skipped": [asdict(s) for s in done.skipped]}
            written = dumps({**body, "revision": done.revision})
            return Written(201 if done.claims else 200, written, self._location(ledger, done))

        return self.writer.carry_out(self.theatre, self.author, work, batch.check)

    def _location(self, ledger: Ledger, done: Recorded) -> str | None:
        """Point to the claim, or to all in the feed."""
        path = THEATRE.format(theatre=self.theatre)
        if len(done.claims) == 1:
            return f"{path}/claims/{done.ids[0]}"
        return f"{path}/changes?after={ledger.began_at}" if done.claims else None


@router.post(
    "/claims",
    status_code=201,
    responses=recorded(ClaimsRecorded, dry_run=DryRun),
    openapi_extra=takes("application/json", ClaimBody, ClaimsBody),
)
def record_claims(_: Claimant, document: Json, posting: Annotated[Posting, Depends()]) -> Response:
    """Record one claim, or up to 1,000 as `{"claims": [...]}`: all of them or none."""

    def told(done: Recorded) -> object:
        return [claim_item(as_recorded(claim, posting.author)) for claim in done.claims]

    return posting.answer(read_claims(document), told)


@router.post(
    "/imports",
    status_code=201,
    responses=recorded(TableRecorded, dry_run=DryRun),
    openapi_extra=takes("text/csv"),
)
def import_table(_: Claimant, table: Table, posting: Annotated[Posting, Depends()]) -> Response:
    """Record a CSV table of claims: all of it or nothing; errors are told by line."""
    return posting.answer(read_table(table), lambda done: done.ids)
