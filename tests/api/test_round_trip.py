"""A theatre that went elsewhere as a zip gives every answer there, byte for byte."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from app.db.engines import owner_engine
from app.main import create_app
from app.services.check_ledger import check_ledger
from app.services.load_theatre import load
from tests.api.conftest import Get
from tests.api.reads import AF, DATED, KNOWN, LISTS, READS, adding
from tests.conftest import empty_database

TIMES = 40
FIRST, DAYS = date(2021, 4, 1), 200
POLICIES = ("confirmed", "any", "against-interest", "majority", "source:lwj", "source:aan")
ALIKE = [address for address in [*READS, *LISTS] if address.startswith(AF)]


@pytest.fixture(scope="module")
def elsewhere(
    client: TestClient, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A service that knows what a zip of the first one told it."""
    path = tmp_path_factory.mktemp("sent") / "AF.zip"
    path.write_bytes(client.get(f"{AF}/export").content)
    settings = empty_database(home)
    load(owner_engine(settings), path)
    assert check_ledger(owner_engine(settings)) == {"AF": []}
    with TestClient(create_app(settings.model_copy(update={"held_bytes": 0}))) as other:
        yield other


def views(head: int, sets: list[str]) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Draw views: a day, a revision, a policy and a set; and the same without day and policy."""
    random = Random(421)  # noqa: S311 - a test's
    for _ in range(TIMES):
        known = {"revision": str(random.randint(1, head))}
        day = FIRST + timedelta(days=random.randrange(DAYS))
        policy, set_ = random.choice(POLICIES), random.choice(sets)
        yield known | {"at": day.isoformat(), "policy": policy, "set": set_}, known


def test_every_read_of_any_view_is_the_same(
    client: TestClient, elsewhere: TestClient, get: Get
) -> None:
    theatre = get("")
    for view, known in views(theatre["revision"], [item["id"] for item in theatre["sets"]]):
        asked = [adding(address, urlencode(view)) for address in DATED]
        asked += [adding(address, urlencode(known)) for address in KNOWN if address not in DATED]
        for address in asked:
            here, there = client.get(address), elsewhere.get(address)
            assert (here.status_code, here.content) == (there.status_code, there.content), address
            assert here.headers.get("ETag") == there.headers.get("ETag")


@pytest.mark.parametrize("address", ALIKE)
def test_every_read_of_the_head_is_the_same(
    client: TestClient, elsewhere: TestClient, address: str
) -> None:
    here, there = client.get(address), elsewhere.get(address)
    assert (here.status_code, here.content) == (200, there.content)


def test_an_export_of_the_copy_is_the_export(client: TestClient, elsewhere: TestClient) -> None:
    here, there = (service.get(f"{AF}/export") for service in (client, elsewhere))
    assert here.content == there.content
    assert here.headers["ETag"] == there.headers["ETag"]
