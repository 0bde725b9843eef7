"""The service of the writers' tests, with keys in every state, and all its routes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from app.main import create_app
from app.services.issue_key import Scope, create_key, key_hash, list_keys, revoke_key
from tests.writes.conftest import Service, apps, serve, service

__all__ = ["apps", "serve", "service"]

VALUES = {
    "claim": "1",
    "key": "k_0",
    "district": "D21",
    "province": "P1",
    "z": "0",
    "x": "0",
    "y": "0",
    "tileMatrixSetId": "WebMercatorQuad",
    "tileMatrix": "0",
    "tileRow": "0",
    "tileCol": "0",
}
T = "/v1/theatres/{theatre}"
QUERIES = {
    f"{T}/aggregates/series": "?from=2020-04-01&to=2020-04-03",
    f"{T}/status/series": "?from=2020-04-01&to=2020-04-03",
    f"{T}/diff": "?policy_a=any",
    f"{T}/changes/stream": "?after=-1",  # refused, for it would never end
}
"""What some routes can't be asked without."""


class Address(NamedTuple):
    """A route with one of its methods."""

    method: str
    path: str

    def within(self, theatre: str) -> str:
        """Fill in what is there in a theatre."""
        names = VALUES | {
            "theatre": theatre,
            "collection": f"{theatre}-claims",
            "name:path": "docs.js",
        }
        filled = self.path
        for name, value in names.items():
            filled = filled.replace(f"{{{name}}}", value)
        assert "{" not in filled, f"VALUES lack what stands in {filled}"
        return filled + QUERIES.get(self.path, "")


def addresses() -> Iterator[Address]:
    """Give all that the app answers."""
    for route in create_app().state.routes:
        for method in route.methods - {"HEAD"}:
            yield Address(method, route.path)


ALL = sorted(addresses())


@pytest.fixture
def credentials(service: Service) -> dict[str, str | None]:
    """Give what may stand in `Authorization`, by the state of the key in it."""
    sent: dict[str, str | None] = {
        "none": None,
        "empty": "Bearer ",
        "of another scheme": f"Basic {service.keys['admin']}",
        "wrong": "Bearer fl_12345678_" + "x" * 43,
        "no key at all": "Bearer \xff\xfe'; DROP TABLE keys --",
        "its hash": f"Bearer {key_hash(service.keys['admin']).hex()}",
        "long": f"Bearer {'x' * 20_000}",
    }
    with service.engine.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        sent["expired"] = f"Bearer {create_key(connection, 'expired', list(Scope), past)}"
        revoked = create_key(connection, "revoked", list(Scope))
        sent["revoked"] = f"Bearer {revoked}"
        assert revoke_key(
            connection, next(k.id for k in list_keys(connection) if k.prefix in revoked)
        )
        for scope in Scope:
            sent[scope] = f"Bearer {create_key(connection, scope, [scope])}"
    return sent
