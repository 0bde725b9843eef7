"""What did others count, and what does the ledger count on the same day?"""

from typing import Annotated

from fastapi import Response

from app.api.dependencies import KnownReader
from app.api.pages import AskedPage, link_header, list_answer
from app.api.parameters import POLICY
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.figures import FiguresAnswer, figure_item
from app.api.schemas.views import known
from app.queries.figures import fetch_figures

router = make_router("evidence")


@router.get("/figures", responses=answers(FiguresAnswer, "figures"))
def list_figures(
    reader: KnownReader,
    page: AskedPage,
    theatre: str,
    policy: Annotated[str | None, POLICY] = None,
) -> Response:
    """List published figures beside the ledger's own count of that day, the newest first."""
    part = page.part(int)
    sight = reader.narrowed(policy=policy).see(theatre)
    scale = sight.theatre.scale
    figures = fetch_figures(reader.connection, sight.view, part)
    shown = list_answer(
        reader.request,
        figures,
        lambda compared: figure_item(compared, scale),
        lambda compared: (compared.figure.revision,),
    )
    body = {**known(sight), "policy": sight.view.policy.id, **shown}
    return reader.answer(body, headers=link_header(shown))
