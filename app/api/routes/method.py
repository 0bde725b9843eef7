"""How is the record made, and what must one know to judge it?"""

from fastapi import Response

from app.api.dependencies import HeadReader
from app.api.routing import THEATRE, answers
from app.api.routing import router as make_router
from app.api.schemas.method import LinksItem, MethodAnswer
from app.api.schemas.views import known
from app.queries.method import fetch_method, method_document

router = make_router("theatres")


@router.get("/method", responses=answers(MethodAnswer, "method"))
def read_method(reader: HeadReader, theatre: str) -> Response:
    """Tell how the record is made: what control means, the rule, its words, and known gaps."""
    sight = reader.see(theatre)
    told = method_document(sight.theatre, fetch_method(reader.connection, theatre))
    path = THEATRE.format(theatre=theatre)
    links = {name: f"{path}/{name}" for name in LinksItem.__annotations__} | {"theatre": path}
    return reader.answer({**known(sight), **told, "links": links})
