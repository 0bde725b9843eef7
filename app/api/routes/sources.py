"""Who asserts, and to whom are they partial?"""

from fastapi import Response

from app.api.dependencies import KnownReader
from app.api.pages import AskedPage, link_header, list_answer
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.sources import SourcesAnswer, source_item
from app.api.schemas.views import known
from app.queries.sources import fetch_sources

router = make_router("evidence")


@router.get("/sources", responses=answers(SourcesAnswer, "sources"))
def list_sources(reader: KnownReader, page: AskedPage, theatre: str) -> Response:
    """List the sources: media, officials, parties, each with the actor it favours."""
    part = page.part(str)
    sight = reader.see(theatre)
    sources = fetch_sources(reader.connection, sight.view, part)
    shown = list_answer(reader.request, sources, source_item, lambda source: (source.id,))
    return reader.answer({**known(sight), **shown}, headers=link_header(shown))
