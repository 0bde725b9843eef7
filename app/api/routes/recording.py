"""How are sources and published figures posted?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response

from app.api.bodies import Json
from app.api.routing import THEATRE, recorded, takes
from app.api.routing import router as make_router
from app.api.schemas.drafts import FigureBody, SourceBody, read_body
from app.api.schemas.writes import FactRecorded
from app.api.writing import Claimant, Writer, created
from app.services.post_facts import post_figure, post_source
from app.services.record_events import Ledger
from app.services.write import Written

router = make_router("writing")


@dataclass
class Recording:
    """A fact that someone records, whose list it then stands in."""

    author: Claimant
    writer: Writer
    theatre: str

    def answer(self, list_: str, record: Callable[[Ledger], int]) -> Response:
        """Record it, and tell its revision."""

        def work(ledger: Ledger) -> Written:
            path = THEATRE.format(theatre=self.theatre)
            return created({"revision": record(ledger)}, f"{path}/{list_}")

        return self.writer.carry_out(self.theatre, self.author, work)


Recorded = Annotated[Recording, Depends()]


@router.post(
    "/sources",
    status_code=201,
    responses=recorded(FactRecorded),
    openapi_extra=takes("application/json", SourceBody),
)
def record_source(_: Claimant, document: Json, recording: Recorded) -> Response:
    """Record who may be cited as asserting, and whom they favour."""
    draft = read_body(SourceBody, document).draft
    return recording.answer("sources", lambda ledger: post_source(ledger, draft))


@router.post(
    "/figures",
    status_code=201,
    responses=recorded(FactRecorded),
    openapi_extra=takes("application/json", FigureBody),
)
def record_figure(_: Claimant, document: Json, recording: Recorded) -> Response:
    """Record numbers that someone published; no status follows from them."""
    draft = read_body(FigureBody, document).draft
    return recording.answer("figures", lambda ledger: post_figure(ledger, draft))
