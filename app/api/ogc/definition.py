"""What does the API under /ogc look like to a client? An OpenAPI 3.0 document.

FastAPI writes 3.1; OGC's conformance class, and the tools that read it, want 3.0. So its document
is put in the older words, and each collection that there is gets paths of its own, for clients look
up by its address how a collection is asked.
"""

import re
from typing import Any

from fastapi import FastAPI

from app.api.ogc.links import ROOT

VERSION = "3.0.3"
THEATRE = "{theatre}"
NULL = {"type": "null"}
MODELS = ("Crs", "MatrixSet")
"""The schemas that the routes refer to."""


def definition(app: FastAPI, theatres: list[str]) -> dict[str, Any]:
    """Write the definition, its addresses relative to /ogc."""
    whole = app.openapi()
    own = {path: item for path, item in whole["paths"].items() if path.startswith(ROOT)}
    models = {name: whole["components"]["schemas"][name] for name in MODELS}
    paths = {
        named: {method: _operation(each, named) for method, each in item.items()}
        for path, item in own.items()
        for named in _named(path.removeprefix(ROOT) or "/", theatres)
    }
    return {
        "openapi": VERSION,
        "info": {name: told for name, told in whole["info"].items() if name != "summary"},
        "servers": [{"url": ROOT}],
        "tags": [tag for tag in whole["tags"] if tag["name"] == "ogc"],
        "paths": _older(paths),
        "components": {"schemas": _older(models)},
    }


def _named(path: str, theatres: list[str]) -> list[str]:
    """Write a path once for each theatre that it can name."""
    if THEATRE not in path:
        return [path]
    return [path.replace(THEATRE, theatre) for theatre in theatres]


def _operation(told: dict[str, Any], path: str) -> dict[str, Any]:
    """Tell of an operation under one path, whose parameter for the theatre is filled in.

    A wrong parameter is answered with 400, not with the 422 that FastAPI writes down.
    """
    own_name = "_".join(["get", *re.findall(r"\w+", path)])
    listed = [each for each in told.get("parameters", []) if each["name"] != "theatre"]
    answers = {status: each for status, each in told["responses"].items() if status != "422"}
    return {**told, "operationId": own_name, "parameters": listed, "responses": answers}


def _older(schema: Any) -> Any:
    """Put a schema of OpenAPI 3.1 into the words of 3.0."""
    if isinstance(schema, list):
        return [_older(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _older(value) for name, value in schema.items()}
    if NULL in plain.get("anyOf", ()):
        others = [each for each in plain.pop("anyOf") if each != NULL]
        plain = {**plain, **(others[0] if len(others) == 1 else {"anyOf": others})}
        plain["nullable"] = True
    if isinstance(plain.get("examples"), list):
        plain["example"] = plain.pop("examples")[0]
    if "$ref" in plain and len(plain) > 1:  # 3.0 reads nothing beside a reference
        plain["allOf"] = [{"$ref": plain.pop("$ref")}]
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    return plain
