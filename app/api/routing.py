"""How is a route declared? Strictly, with its problems and formats in the OpenAPI."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.examples import examples
from app.api.negotiation import MEDIA_TYPES
from app.api.problems import MEDIA_TYPE
from app.api.strict import StrictRoute

REFERENCE = "#/components/schemas/{model}"
THEATRE = "/v1/theatres/{theatre}"

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_CONTENT = {"content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
_SCHEMAS = {
    "csv": {"type": "string"},
    "geojson": {"type": "object"},
    "parquet": {"type": "string", "format": "binary"},
    "binary": {"type": "string", "format": "binary"},
}
_TOLD = {
    300: "Several places are called 'Muqur': ask by code, one of AF1115, AF3103.",
    400: "There is no parameter 'knownat' here. Did you mean known_at?",
    404: "There is no theatre 'ZZ'. /v1/theatres lists them.",
    406: "This address answers in application/json.",
    429: "At most 600 requests a minute of one address are answered here. Try again in 12 s.",
    503: "The database can't answer now. Try again in a moment.",
}
_SAID = {
    300: "The name means several places: `candidates` has their codes.",
    304: "The client has the present answer.",
    400: "A parameter is unknown, repeated, or can't be read.",
    404: "The path names something that is not there.",
    406: "None of the formats asked for is there.",
    429: "More was asked than an address may; Retry-After says when to try again.",
    503: "The service can't answer now; Retry-After says when to try again.",
}


_OF_WRITES = {
    400: "The body is no JSON, or a parameter can't be read.",
    401: "There is no key, or it is not valid (any more).",
    403: "The key does not allow this.",
    404: "The path names something that is not there.",
    408: "The body comes in too slowly.",
    409: "It is recorded already, or can't be changed any more.",
    413: "The body is too long.",
    415: "The body is of another media type.",
    422: "The body is well-formed but wrong; `errors` tell all that is.",
    429: "More was asked than a key or an address may; Retry-After says when to try again.",
    503: "The service can't answer now; Retry-After says when to try again.",
}


def router(tag: str, prefix: str = THEATRE) -> APIRouter:
    """Make a router whose routes ignore no parameter and document their problems."""
    return APIRouter(prefix=prefix, route_class=StrictRoute, tags=[tag])


def answers(
    model: object, name: str, *, named: bool = False, files: tuple[str, ...] = ()
) -> dict[int | str, Any]:
    """Document a read: its model, its formats with examples from the real data, its problems.

    `named`: the path names a place, which may be ambiguous; `files`: formats without an example.
    """
    shown = examples(name)
    request = shown.pop("request")
    content: dict[str, Any] = {MEDIA_TYPES[file]: {"schema": _SCHEMAS[file]} for file in files}
    for format_, value in shown.items():
        content[MEDIA_TYPES[format_]] = {
            "examples": {name: {"summary": f"GET {request}", "value": value}},
            **({"schema": _SCHEMAS[format_]} if format_ in _SCHEMAS else {}),
        }
    good = {"model": model, "content": content, "description": "The answer."}
    return {200: good, **problems(), **(problems(300) if named else {})}


def binary_answers(media_type: str) -> dict[int | str, Any]:
    """Document a read whose answer is no text."""
    return {
        200: {
            "content": {media_type: {"schema": _SCHEMAS["binary"]}},
            "description": "The answer.",
        },
        **problems(),
    }


def problems(*statuses: int) -> dict[int | str, Any]:
    """Document problems of a read; without statuses, all but the one of ambiguous names."""
    return {
        status: {"description": _SAID[status], **_content(status)}
        for status in statuses or (304, 400, 404, 406, 429, 503)
    }


def _content(status: int) -> dict[str, Any]:
    if status not in _TOLD:
        return {}
    title = HTTPStatus(status).phrase
    told = {"title": title, "status": status, "detail": _TOLD[status]}
    example = {"type": f"/problems/{title.lower().replace(' ', '-')}", **told}
    return {"content": {MEDIA_TYPE: {"schema": _PROBLEM, "example": example}}}


def recorded(model: object, *, dry_run: object = None, unless_moved: bool = False) -> Any:
    """Document a write: what it answers, a dry run's answer, and its problems."""
    said = _OF_WRITES | ({412: "The claim is no longer the one seen."} if unless_moved else {})
    refused = {status: {"description": text, **_CONTENT} for status, text in said.items()}
    tried = {200: {"model": dry_run, "description": "Nothing was recorded."}} if dry_run else {}
    return {201: {"model": model, "description": "Recorded."}, **tried, **refused}


def of_keys(model: object) -> Any:
    """Document a read that takes a key: its model and its problems."""
    refused = {n: {"description": _OF_WRITES[n], **_CONTENT} for n in (401, 403)}
    good = {"model": model, "description": "The answer."}
    return {200: good, **refused, **problems(400, 429, 503)}


def takes(media_type: str, *models: type[BaseModel]) -> dict[str, Any]:
    """Document a body, which a route reads by itself: one of the models, or a table."""
    schemas = [model.model_json_schema(ref_template=REFERENCE) for model in models]
    schema = {"oneOf": schemas} if len(schemas) > 1 else (schemas or [{"type": "string"}])[0]
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}
