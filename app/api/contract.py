"""What does the service promise its clients? The OpenAPI document, as the tools of others read it.

FastAPI writes it; what it leaves out of the document, or writes where generators and linters don't
look for it, is put right here.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api.examples import examples
from app.api.negotiation import MEDIA_TYPES

FORMATS = {type_: format_ for format_, type_ in MEDIA_TYPES.items()}
VALIDATION = ("HTTPValidationError", "ValidationError")
KEY = "key"
KEYS = {"type": "http", "scheme": "bearer", "description": "Made with `frontline keys create`."}

Document = dict[str, Any]


class Service(FastAPI):
    """An app whose OpenAPI document names all that it refers to."""

    def openapi(self) -> Document:
        """Give the document, which is made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["servers"] = [{"url": "/"}]
            document["components"]["securitySchemes"] = {KEY: KEYS}
            for operation in _operations(document):
                _complete(operation, document["components"]["schemas"])
                if "401" in operation["responses"]:
                    operation["security"] = [{KEY: []}]
            for name in VALIDATION:
                document["components"]["schemas"].pop(name, None)
            _bound_tuples(document["components"]["schemas"])
            self.openapi_schema = document
        return self.openapi_schema


def operation_id(route: APIRoute) -> str:
    """Name an operation as its function, for generated clients to have a name that one can say."""
    return route.name


def _operations(document: Document) -> Iterator[Document]:
    for path in document["paths"].values():
        yield from path.values()


def _complete(operation: Document, schemas: Document) -> None:
    """Write examples with their nulls, which FastAPI drops; move a body's models to the others.

    Its own 422 goes: routes read bodies by themselves, and a read refuses parameters with 400.
    """
    for type_, told in operation["responses"].get("200", {}).get("content", {}).items():
        for name, example in told.get("examples", {}).items():
            example["value"] = examples(name)[FORMATS[type_]]
    for told in operation.get("requestBody", {}).get("content", {}).values():
        for schema in (told["schema"], *told["schema"].get("oneOf", ())):
            schemas |= schema.pop("$defs", {})
    if VALIDATION[0] in str(operation["responses"].get("422")):
        del operation["responses"]["422"]


def _bound_tuples(part: object) -> None:
    """Say of tuples that nothing comes after their members: linters ask for it."""
    if isinstance(part, dict):
        if "prefixItems" in part:
            part.setdefault("items", {})
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        _bound_tuples(inner)
