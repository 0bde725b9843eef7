"""What was recorded, event by event?"""

from typing import Annotated

from fastapi import Query, Response

from app.api.dependencies import HeadReader
from app.api.pages import LARGEST, AskedPage, link_header, list_answer
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.changes import ChangesAnswer, change_item
from app.queries.changes import fetch_changes

router = make_router("evidence")

AFTER = Query(ge=0, le=LARGEST, description="The last revision that the reader has; 0: none.")


@router.get("/changes", responses=answers(ChangesAnswer, "changes"))
def list_changes(
    reader: HeadReader, page: AskedPage, theatre: str, after: Annotated[int, AFTER] = 0
) -> Response:
    """Follow the ledger: every event after a revision, in order and without a gap."""
    part = page.part(int)
    sight = reader.see(theatre)
    scale = sight.theatre.scale
    changes = fetch_changes(reader.connection, sight.view, after, part)
    shown = list_answer(
        reader.request,
        changes,
        lambda change: change_item(change, scale),
        lambda change: (change.revision,),
    )
    body = {"theatre": theatre, "head": sight.view.revision, **shown}
    return reader.answer(body, headers=link_header(shown))
