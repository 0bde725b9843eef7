"""The OpenAPI document holds together: nothing is referred to that is not in it."""

from collections.abc import Iterator
from typing import Any

from app.api.examples import examples
from app.main import create_app

DOCUMENT: dict[str, Any] = create_app().openapi()
OPERATIONS = [
    (method, operation) for path in DOCUMENT["paths"].values() for method, operation in path.items()
]


def everything_in(part: object) -> Iterator[dict[str, Any]]:
    """Go through all objects of a document."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from everything_in(inner)


def test_every_reference_leads_somewhere() -> None:
    named = {part["$ref"] for part in everything_in(DOCUMENT) if "$ref" in part}
    there = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert named <= there
    assert "#/components/schemas/ReportBody" in named
    assert not any("$defs" in part for part in everything_in(DOCUMENT))


def test_every_list_tells_what_is_in_it() -> None:
    lists = [part for part in everything_in(DOCUMENT) if part.get("type") == "array"]
    assert len(lists) > 50
    assert all(each["items"] or each["prefixItems"] for each in lists)


def test_operations_have_short_names_of_their_own() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert {"read_status", "record_claims"} <= set(names)


def test_writing_needs_a_key_and_reading_none() -> None:
    keyed = {(method, told["operationId"]) for method, told in OPERATIONS if "security" in told}
    assert {told for told in keyed if told[0] != "post"} == {
        ("get", "read_keys"),
        ("get", "list_acts"),
    }
    assert {told["operationId"] for method, told in OPERATIONS if method == "post"} == {
        name for method, name in keyed if method == "post"
    }
    assert DOCUMENT["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_examples_keep_their_nulls() -> None:
    (read,) = [told for _, told in OPERATIONS if told["operationId"] == "read_claim"]
    shown = read["responses"]["200"]["content"]["application/json"]["examples"]["claim"]["value"]
    assert shown == examples("claim")["json"]
    assert None in shown.values()


def test_every_tag_is_described() -> None:
    described = {tag["name"] for tag in DOCUMENT["tags"]}
    assert {tag for _, operation in OPERATIONS for tag in operation["tags"]} == described
