"""One read is two statements at most: which view is meant, and what it shows."""

import pytest
from fastapi.testclient import TestClient

from tests.api.reads import AF, DATED, KNOWN, LISTS, READS, adding

MOST = {f"{AF}/diff": 5}
"""Two views, and what makes the difference."""

FILTERED = [
    f"{AF}/claims?place=Kunduz%20city&source=aan&standing=confirmed&limit=1",
    f"{AF}/districts?q=Qala&province=Badghis&set=afg-398&bbox=60,30,70,40&point=63.1,35",
    f"{AF}/status?province=Badghis&bbox=60,30,70,40&f=geojson&policy=source:aan",
    f"{AF}/figures?policy=any&limit=1000",
    f"{AF}/changes?after=1&limit=1000",
]


@pytest.mark.parametrize("address", [*READS, *FILTERED])
def test_a_read_sends_two_statements_at_most(
    client: TestClient, statements: list[str], address: str
) -> None:
    assert client.get(address).status_code == 200
    assert 1 <= len(statements) <= MOST.get(address.partition("?")[0], 2)


@pytest.mark.parametrize("address", DATED)
def test_so_does_a_read_of_the_past(
    client: TestClient, statements: list[str], address: str
) -> None:
    assert client.get(adding(address, "at=2021-07-07&known_at=2021-07-08")).status_code == 200
    assert len(statements) == 2


def test_the_lists_of_addresses_leave_no_read_out(client: TestClient) -> None:
    paths = {
        path
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        if path.startswith("/v1/theatres")
        and "get" in methods
        and not path.endswith(("/stream", "/export"))
    }
    shown = {address.partition("?")[0] for address in (*READS, *LISTS, *KNOWN)}
    named = {
        "AF31": "{province}",
        "AF3101": "{district}",
        "44": "{claim}",
        "5/21/12": "{z}/{x}/{y}",
        "AF": "{theatre}",
    }
    for code, name in named.items():
        shown = {f"{a}/".replace(f"/{code}/", f"/{name}/").strip("/") for a in shown}
        shown = {f"/{a}".replace(f"/{code}.", f"/{name}.") for a in shown}
    assert paths == shown
