"""Where do the answers under /ogc lead? Links between them, by the relations that OGC names."""

from urllib.parse import urlencode

from fastapi import Request
from typing_extensions import TypedDict

ROOT = "/ogc"
GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
JSON_LD = "application/ld+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


class Link(TypedDict):
    """A link (RFC 8288) as OGC writes it."""

    rel: str
    href: str
    type: str
    title: str


def link(rel: str, href: str, title: str, type_: str = JSON) -> Link:
    """Link to an address."""
    return {"rel": rel, "href": href, "type": type_, "title": title}


def root(request: Request) -> str:
    """Write the address under which the client reached what is under /ogc.

    It is written whole: GDAL before 3.7, and others, can't resolve one that begins with a slash.
    """
    return f"{_origin(request)}{ROOT}"


def _origin(request: Request) -> str:
    """Tell how the client sees the service: as the operator says, else as the request does."""
    told: str | None = request.app.state.settings.origin
    return told or str(request.base_url).rstrip("/")


def address(request: Request, **changed: str | None) -> str:
    """Write the address of a request with some parameters set, or left out (None)."""
    path = f"{_origin(request)}{request.url.path}"
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in changed]
    given = [(k, v) for k, v in changed.items() if v is not None]
    query = urlencode([*kept, *given])
    return f"{path}?{query}" if query else path
