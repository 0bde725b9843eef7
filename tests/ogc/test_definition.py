"""OGC API Features, OpenAPI 3.0: the definition says what there is, in the words of 3.0."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.ogc.conftest import FEATURES, ITEMS, PAGES, Ask

COMMON = {"limit", "cursor", "bbox", "bbox-crs", "datetime", "crs", "f", "known_at", "revision"}


@pytest.fixture
def document(ask: Ask) -> dict[str, Any]:
    found: dict[str, Any] = ask("/ogc/api")
    return found


def everything_in(part: object) -> Iterator[dict[str, Any]]:
    """Go through all objects of a document."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from everything_in(inner)


def operation(document: dict[str, Any], address: str) -> Any:
    """Find what is said of an address, under itself or with the last part left open."""
    path = address.removeprefix("/ogc") or "/"
    (found,) = (
        item["get"]
        for template, item in document["paths"].items()
        if path == template or (path not in document["paths"] and matches(template, path))
    )
    return found


def matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None


def parameters(document: dict[str, Any], address: str) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in operation(document, address)["parameters"]}


def test_the_definition_is_what_it_says(client: TestClient, document: dict[str, Any]) -> None:
    response = client.get("/ogc/api")
    assert response.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert document["openapi"].startswith("3.0.")
    assert document["servers"] == [{"url": "/ogc"}]
    for part in everything_in(document["paths"]):
        assert part.get("type") != "null"
        assert not isinstance(part.get("examples"), list)
        assert not isinstance(part.get("type"), list)
        assert not {"const", "prefixItems", "$defs", "contentMediaType"} & part.keys()


def test_every_address_is_defined(document: dict[str, Any]) -> None:
    for address in (*PAGES, *ITEMS):
        assert operation(document, address)
    for address in FEATURES:
        start = address.removeprefix("/ogc").rpartition("/")[0] + "/{"
        assert [path for path in document["paths"] if path.startswith(start)], address


def test_nothing_is_referred_to_that_is_not_there(document: dict[str, Any]) -> None:
    named = {part["$ref"] for part in everything_in(document) if "$ref" in part}
    assert named == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [get["operationId"] for item in document["paths"].values() for get in item.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        (ITEMS[0], {"policy", "set", "province", "status", "type"}),
        (ITEMS[1], {"policy", "set"}),
        (ITEMS[2], {"place", "source", "standing", "status"}),
    ],
)
def test_the_parameters_of_items_are_declared(
    document: dict[str, Any], address: str, own: set[str]
) -> None:
    declared = parameters(document, address)
    assert declared.keys() >= COMMON | own
    assert "theatre" not in declared
    limit = declared["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 1000, 1000)
    assert all(not each.get("required") for each in declared.values())


@pytest.mark.parametrize("address", [*PAGES, *ITEMS])
def test_the_statuses_of_answers_are_declared(document: dict[str, Any], address: str) -> None:
    assert operation(document, address)["responses"].keys() >= {
        "200",
        "304",
        "400",
        "404",
        "406",
        "503",
    }


def test_reading_needs_no_key(document: dict[str, Any]) -> None:
    assert "security" not in document
    assert all("security" not in part for part in everything_in(document["paths"]))
