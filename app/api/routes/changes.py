"""What was recorded, event by event?"""

from typing import Annotated, Any

from fastapi import Header, Query, Request, Response

from app.api.answers import dumps
from app.api.dependencies import HeadReader
from app.api.event_stream import EventStream, Page, Streams
from app.api.negotiation import require_accepted
from app.api.pages import LARGEST, AskedPage, link_header, list_answer
from app.api.routing import answers, problems
from app.api.routing import router as make_router
from app.api.schemas.changes import ChangesAnswer, change_item
from app.db.engines import Connection
from app.domain.asked import Asked
from app.queries.changes import fetch_changes
from app.queries.pages import Part
from app.queries.views import fetch_sight

router = make_router("evidence")

LARGEST_PAGE = 500
STREAM: dict[int | str, Any] = {
    200: {
        "description": "Events, until either side ends it.",
        "content": {"text/event-stream": {}},
    },
    **problems(400, 404, 406, 503),
}

AFTER = Query(ge=0, le=LARGEST, description="The last revision that the reader has; 0: none.")


LAST_EVENT_ID = Header(
    pattern=r"^[0-9]{1,18}$", description="Where a client resumes; it wins over `after`."
)


@router.get("/changes/stream", response_class=Response, responses=STREAM)
def follow_changes(
    request: Request,
    theatre: str,
    after: Annotated[int, AFTER] = 0,
    last_event_id: Annotated[str | None, LAST_EVENT_ID] = None,
) -> Response:
    """Follow the ledger as server-sent events: `id` is the revision, `event` the kind."""
    require_accepted(request.headers.get("Accept"), "text/event-stream")
    streams: Streams = request.app.state.streams
    if not streams.knows(theatre):
        with request.app.state.databases.lend(theatre) as connection:
            fetch_sight(connection, theatre, Asked())
    return EventStream(streams, theatre, int(last_event_id) if last_event_id else after)


def fetch_page(connection: Connection, theatre: str, after: int) -> Page:
    """Write the events after a revision as server-sent events."""
    sight = fetch_sight(connection, theatre, Asked())
    scale = sight.theatre.scale
    changes = fetch_changes(connection, sight.view, after, Part(LARGEST_PAGE))
    text = b"".join(
        b"id: %d\nevent: %s\ndata: %s\n\n"
        % (change.revision, change.kind.encode(), dumps(change_item(change, scale)))
        for change in changes.items
    )
    return Page(text, changes.items[-1].revision if changes.items else after)


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
