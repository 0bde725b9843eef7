"""A service on the theatre of Afghanistan, asked as a GIS asks."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Small, client, small

__all__ = ["client", "small"]

AF = "/ogc/collections/AF"
COLLECTIONS = [f"{AF}-districts", f"{AF}-provinces", f"{AF}-claims"]
ITEMS = [f"{each}/items" for each in COLLECTIONS]
FEATURES = [
    f"{AF}-districts/items/AF3101",
    f"{AF}-districts/items/AF3101.555",
    f"{AF}-provinces/items/AF31",
    f"{AF}-claims/items/555",
]
PAGES = [
    *("/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", *COLLECTIONS),
    *("/ogc/tileMatrixSets", "/ogc/tileMatrixSets/WebMercatorQuad"),
    *(f"{AF}-districts/tiles", f"{AF}-districts/tiles/WebMercatorQuad"),
]

Ask = Callable[..., Any]
__all__ += ["Small"]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """Read an address with parameters; give the JSON of a good answer."""

    def read(address: str, **parameters: str | int) -> Any:
        response = client.get(address, params=parameters)
        assert response.status_code == 200, response.text
        return response.json()

    return read


def rels(links: list[dict[str, str]]) -> dict[str, str]:
    """Read links by their relation; each must say its type."""
    assert all(link["rel"] and link["type"] for link in links)
    return {link["rel"]: link["href"] for link in links}
