"""A service on the theatre of Afghanistan, and the questions that all its reads have in common."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

Get = Callable[[str], Any]

AF = "/v1/theatres/AF"


@pytest.fixture(scope="session")
def client(afghanistan: Settings) -> Iterator[TestClient]:
    """A client of a service that holds no answers: each is made from the database."""
    with TestClient(create_app(afghanistan.model_copy(update={"held_bytes": 0}))) as client:
        yield client


@pytest.fixture
def get(client: TestClient) -> Get:
    """Read a path below the theatre of Afghanistan; give the JSON of a good answer."""

    def read(path: str) -> Any:
        response = client.get(path if path.startswith("/v1") else AF + path)
        assert response.status_code == 200, response.text
        return response.json()

    return read
