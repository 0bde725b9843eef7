"""Through which periods did a district go, and what was said of it?"""

from fastapi import Response

from app.api.dependencies import Reader
from app.api.pages import AskedPage, link_header, list_answer
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.claims import claim_item
from app.api.schemas.history import HistoryAnswer, period_item
from app.api.schemas.views import echo
from app.queries.history import fetch_history
from app.queries.places import DISTRICT
from app.queries.views import Place

router = make_router("places")


@router.get(
    "/districts/{district}/history", responses=answers(HistoryAnswer, "history", named=True)
)
def read_history(reader: Reader, page: AskedPage, theatre: str, district: str) -> Response:
    """Show a district's periods, and page through all claims on it, the newest first."""
    part = page.part(int)
    sight = reader.see(theatre, Place(DISTRICT, district))
    assert sight.place is not None  # noqa: S101 - a place that is not found raises
    periods, claims = fetch_history(reader.connection, sight.view, sight.place, part)
    shown = list_answer(reader.request, claims, claim_item, lambda claim: (claim.revision,))
    told = [period_item(period, sight.theatre.scale) for period in periods]
    body = {**echo(sight), "district": sight.place, "periods": told, **shown}
    return reader.answer(body, headers=link_header(shown))
