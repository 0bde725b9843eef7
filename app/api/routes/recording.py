"""How are sources and published figures posted?"""

from fastapi import Response

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


@router.post(
    "/sources",
    status_code=201,
    responses=recorded(FactRecorded),
    openapi_extra=takes("application/json", SourceBody),
)
def record_source(author: Claimant, writer: Writer, document: Json, theatre: str) -> Response:
    """Record who may be cited as asserting, and whom they favour."""

    def work(ledger: Ledger) -> Written:
        draft = read_body(SourceBody, document).draft
        return _created(theatre, "sources", post_source(ledger, draft))

    return writer.carry_out(theatre, author, work)


@router.post(
    "/figures",
    status_code=201,
    responses=recorded(FactRecorded),
    openapi_extra=takes("application/json", FigureBody),
)
def record_figure(author: Claimant, writer: Writer, document: Json, theatre: str) -> Response:
    """Record numbers that someone published; no status follows from them."""

    def work(ledger: Ledger) -> Written:
        draft = read_body(FigureBody, document).draft
        return _created(theatre, "figures", post_figure(ledger, draft))

    return writer.carry_out(theatre, author, work)


def _created(theatre: str, list_: str, revision: int) -> Written:
    return created({"revision": revision}, f"{THEATRE.format(theatre=theatre)}/{list_}")
