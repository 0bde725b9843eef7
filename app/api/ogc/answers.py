"""What does the OpenAPI say of the answers under /ogc? In the words of OGC's own schemas."""

from typing import Any

from app.api.ogc.links import GEOJSON, HTML, JSON
from app.api.routing import problems

LINK = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
LINKS = {"type": "array", "items": LINK}
FEATURE = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "geometry": {"anyOf": [{"type": "object"}, {"type": "null"}]},
        "properties": {"type": "object"},
        "links": LINKS,
    },
}
COLLECTION = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": FEATURE},
        "links": LINKS,
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
PAGE = {"type": "string"}
DESCRIBED = {"type": "object", "properties": {"links": LINKS}}


def features(*, single: bool = False) -> dict[int | str, Any]:
    """Document a page of features, or a single one."""
    return _answer({GEOJSON: FEATURE if single else COLLECTION})


def described(*types: str) -> dict[int | str, Any]:
    """Document an answer that describes the service, with links, under some media types."""
    return _answer({type_: PAGE if type_ == HTML else DESCRIBED for type_ in types or (JSON,)})


def _answer(schemas: dict[str, dict[str, Any]]) -> dict[int | str, Any]:
    content = {type_: {"schema": schema} for type_, schema in schemas.items()}
    return {200: {"description": "The answer.", "content": content}, **problems()}
