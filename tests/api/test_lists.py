"""Long lists are read page by page: every item once, in a total order."""

import base64
import json

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF, Get
from tests.api.reads import LISTS, PERIODS, adding


def cursor(key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "address", [*LISTS, PERIODS, f"{AF}/districts?q=Khan", f"{AF}/changes?after=990"]
)
def test_the_pages_together_are_the_list(client: TestClient, get: Get, address: str) -> None:
    whole = get(adding(address, "limit=1000"))
    link: str | None = adding(address, "limit=7")
    found: list[object] = []
    while link and len(found) < 50:
        response = client.get(link)
        page = response.json()
        assert page["total"] == whole["total"]
        assert response.links.get("next", {}).get("url") == page["next"]
        found += page["items"]
        link = page["next"]
    assert found == whole["items"][: len(found)]
    assert link or len(found) == whole["total"]


@pytest.mark.parametrize("address", [*LISTS, PERIODS])
def test_a_list_that_fits_has_no_next_page(get: Get, address: str) -> None:
    total = get(adding(address, "limit=0"))["total"]
    if total <= 1000:
        assert get(adding(address, f"limit={total}"))["next"] is None
    assert get(adding(address, "limit=1"))["next"] is not None


@pytest.mark.parametrize("address", [*LISTS, PERIODS])
@pytest.mark.parametrize(
    "forged",
    [
        *("x", "%00", "%F0%9F%98%80", "", "A" * 2000),
        *map(cursor, ([], {}, 1, [None], [True], [1.5], [2**80], [[1]], ["a\0"], [1, "a", 2])),
    ],
)
def test_a_forged_cursor_is_refused(client: TestClient, address: str, forged: str) -> None:
    response = client.get(adding(address, f"cursor={forged}"))
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("rank", [-(2**61), 0, 2**61])
def test_a_cursor_beyond_all_items_ends_or_begins_the_list(get: Get, rank: int) -> None:
    page = get(f"/districts?cursor={cursor([rank, 'z'])}&limit=1000")
    assert len(page["items"]) == (422 if rank < 0 else 0)
