"""A service on the theatre of Afghanistan, and small theatres beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db.engines import owner_engine
from app.main import create_app
from app.settings import Settings
from tests.builders import review, small_theatre

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


@dataclass
class Small:
    """A small theatre: its address, and how its claims are reviewed."""

    engine: Engine
    theatre: str

    @property
    def path(self) -> str:
        return f"/v1/theatres/{self.theatre}"

    def review(self, claim: int, standing: str) -> int:
        return review(self.engine, self.theatre, claim, standing)


@pytest.fixture
def small(settings: Settings, tmp_path: Path) -> Small:
    """A theatre of five districts and three claims: 5, 6 confirmed, and 8 not."""
    engine = owner_engine(settings)
    return Small(engine, small_theatre(engine, tmp_path))
