"""Where does a client of OGC API begin? The landing page, what it conforms to, its definition."""

from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import dumps
from app.api.dependencies import HeadReader
from app.api.negotiation import choose_format
from app.api.ogc.answers import described
from app.api.ogc.catalogue import catalogue
from app.api.ogc.definition import definition
from app.api.ogc.links import HTML, JSON, JSON_LD, OPENAPI, ROOT, Link, link, root
from app.api.routing import router as make_router
from app.queries.reaches import fetch_reaches
from app.queries.theatres import fetch_theatres

router = make_router("ogc", ROOT)

PAGE = Template((Path(__file__).parents[2] / "web" / "ogc.html").read_text("utf-8"))
TITLE = "Frontline"
ABOUT = "Who held which district, when, who says so, and when did we know?"
FEATURES = "http://www.opengis.net/spec/ogcapi-features"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0"
CONFORMS_TO = [
    f"{FEATURES}-1/1.0/conf/core",
    f"{FEATURES}-1/1.0/conf/oas30",
    f"{FEATURES}-1/1.0/conf/geojson",
    f"{FEATURES}-2/1.0/conf/crs",
    f"{TILES}/conf/core",
    f"{TILES}/conf/tileset",
    f"{TILES}/conf/tilesets-list",
    f"{TILES}/conf/geodata-tilesets",
    f"{TILES}/conf/mvt",
]
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
FORMAT = Query(description="`json`, `html` for a page to read, `jsonld` for a catalogue (DCAT).")


@router.get("/", include_in_schema=False)
@router.get("", responses=described(JSON, HTML, JSON_LD))
def read_landing_page(
    request: Request, reader: HeadReader, f: Annotated[str | None, FORMAT] = None
) -> Response:
    """Show where everything is; as JSON-LD, which data sets there are (DCAT 3)."""
    links = _links(root(request))
    format_ = choose_format(f, request.headers.get("Accept"), ("json", "html", "jsonld"))
    if format_ == "html":
        return reader.answer(_page(links).encode(), "html")
    if format_ == "jsonld":
        origin = root(request).removesuffix(ROOT)
        told = catalogue(origin, TITLE, ABOUT, fetch_reaches(reader.connection))
        return reader.answer(dumps(told), "jsonld")
    return reader.answer({"title": TITLE, "description": ABOUT, "links": links})


@router.get("/conformance", responses=described())
def read_conformance(reader: HeadReader) -> Response:
    """Name the classes of OGC API that hold here."""
    return reader.answer({"conformsTo": CONFORMS_TO})


@router.get("/api", responses=described(OPENAPI))
def read_definition(reader: HeadReader) -> Response:
    """Show the definition of this API in OpenAPI 3.0, with the collections that there are."""
    theatres = [theatre.id for theatre, _ in fetch_theatres(reader.connection)]
    body = definition(reader.request.app, theatres)
    return reader.answer(dumps(body), "openapi")


def _links(here: str) -> list[Link]:
    return [
        link("self", here, "This document"),
        link("alternate", f"{here}?f=html", "This page as HTML", HTML),
        link("alternate", f"{here}?f=jsonld", "Data sets (DCAT 3)", JSON_LD),
        link("service-desc", f"{here}/api", "API definition (OpenAPI 3.0)", OPENAPI),
        link("service-doc", here.removesuffix(ROOT) + "/docs", "API documentation", HTML),
        link("conformance", f"{here}/conformance", "Conformance classes"),
        link("data", f"{here}/collections", "Collections"),
        link(TILING_SCHEMES, f"{here}/tileMatrixSets", "Tile matrix sets"),
    ]


def _page(links: list[Link]) -> str:
    """Write a page of links."""
    listed = "".join(
        f'<li><a href="{escape(each["href"])}">{escape(each["title"])}</a></li>' for each in links
    )
    return PAGE.substitute(title=escape(TITLE), about=escape(ABOUT), links=listed)
