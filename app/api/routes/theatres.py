"""Which conflicts are recorded here, and how far has each ledger come?"""

from fastapi import Request, Response

from app.api.answers import answer, dumps
from app.api.dependencies import HeadReader, Reads
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.theatres import TheatreItem, TheatresAnswer, theatre_item
from app.queries.theatres import fetch_theatres

router = make_router("theatres", "/v1/theatres")


@router.get("", responses=answers(TheatresAnswer, "theatres"))
def list_theatres(request: Request, lent: Reads) -> Response:
    """List all theatres."""
    items = [theatre_item(*found) for found in fetch_theatres(lent.connection)]
    body: TheatresAnswer = {"items": items, "total": len(items)}
    return answer(request, dumps(body))


@router.get("/{theatre}", responses=answers(TheatreItem, "theatre"))
def read_theatre(reader: HeadReader, theatre: str) -> Response:
    """Show a theatre: its parties, status scale, sets, policies, head and coverage."""
    sight = reader.see(theatre)
    [found] = fetch_theatres(reader.connection, sight.theatre.id)
    return reader.answer(theatre_item(*found))
