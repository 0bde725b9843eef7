"""A service on a database of its own, with a small theatre and keys of all kinds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.db.engines import owner_engine
from app.main import create_app
from app.services.check_ledger import check_ledger
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.conftest import empty_database
from tests.folders import write_folder

Answer = Any  # httpx2 has no types that mypy sees


@dataclass
class Service:
    """What a test of writing talks to; `path` is the theatre's."""

    client: TestClient
    engine: Engine
    settings: Settings
    theatre: str
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/v1/theatres/{self.theatre}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.client.get(f"{self.path}{path}", headers=headers)

    def post(self, path: str, body: object, key: str = "desk", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        bearer = {"Authorization": f"Bearer {self.keys[key]}"}
        return self.client.post(f"{self.path}{path}", json=body, headers=bearer | named)

    def wrong(self) -> list[str]:
        """Check the theatre's ledger."""
        return check_ledger(self.engine)[self.theatre]

    def head(self) -> int:
        revision: int = self.client.get(self.path).json()["revision"]
        return revision


KEYS = {
    "analyst": (Scope.CLAIMS_WRITE,),
    "reviewer": (Scope.CLAIMS_REVIEW,),
    "desk": (Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW),
    "admin": (Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW, Scope.ADMIN),
}

Serve = Callable[..., Service]


@pytest.fixture(scope="module")
def apps(home: Path) -> Iterator[Callable[[dict[str, object]], tuple[TestClient, Settings]]]:
    """Start apps on one database, one for each set of settings that a test wants."""
    settings = empty_database(home)
    started: dict[str, TestClient] = {}

    def start(update: dict[str, object]) -> tuple[TestClient, Settings]:
        own = settings.model_copy(update=update)
        if repr(update) not in started:
            started[repr(update)] = TestClient(create_app(own), raise_server_exceptions=False)
            started[repr(update)].__enter__()
        return started[repr(update)], own

    yield start
    for client in started.values():
        client.__exit__(None, None, None)


@pytest.fixture
def serve(apps: Callable[..., tuple[TestClient, Settings]], tmp_path: Path) -> Serve:
    """Give a service with a new theatre and new keys; settings and tables can be given."""

    def start(tables: dict[str, str] | None = None, **update: object) -> Service:
        client, settings = apps(update)
        engine = owner_engine(settings)
        folder = tmp_path / f"folder-{uuid4()}"
        service = Service(client, engine, settings, write_folder(folder, **(tables or {})))
        load(engine, folder)
        with engine.begin() as connection:
            for name, scopes in KEYS.items():
                service.keys[name] = create_key(connection, f"{name} {service.theatre}", scopes)
        client.get(service.path, headers={"Min-Revision": "1"})
        return service

    return start


@pytest.fixture
def service(serve: Serve) -> Service:
    """A service with the settings that it has by default."""
    return serve()


def claim(**changes: object) -> dict[str, object]:
    """Give a claim that can be posted; a change to None leaves a field out."""
    body = {
        "place": "D21",
        "status": "north",
        "valid_from": "2020-04-01",
        "source": "gazette",
        "report": {"url": "https://example.org/new"},
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}
