"""A vector tile holds the districts of its square with their statuses."""

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import AF

OVER_BADGHIS = "5/21/12"


def test_a_tile_has_the_districts_of_its_square(client: TestClient) -> None:
    tile = client.get(f"{AF}/tiles/{OVER_BADGHIS}.mvt?at=2021-07-07")
    assert tile.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    for word in (b"districts", b"code", b"name", b"status", b"AF3101", b"Qala-e-Naw", b"contested"):
        assert word in tile.content
    assert b"AF1701" not in tile.content


def test_a_tile_shows_the_day_asked_for(client: TestClient) -> None:
    unknown = client.get(f"{AF}/tiles/{OVER_BADGHIS}.mvt?at=2000-01-01").content
    assert b"not_assessed" in unknown
    assert b"taliban" not in unknown


@pytest.mark.parametrize("empty", ["5/0/0", "22/4194303/4194303"])
def test_a_tile_of_elsewhere_is_empty(client: TestClient, empty: str) -> None:
    tile = client.get(f"{AF}/tiles/{empty}.mvt")
    assert (tile.status_code, tile.content) == (200, b"")
