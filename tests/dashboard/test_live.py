"""Does the dashboard follow the ledger, within a second, and come back when it was cut off?"""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from app.db.engines import owner_engine
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.conftest import AFGHANISTAN, NewDatabase
from tests.dashboard.conftest import Open, served, settle

CLAIM = {
    "place": "AF3101",
    "status": "contested",
    "valid_from": "2021-09-12",
    "source": "lwj",
    "report": {"url": "https://example.org/late", "published_on": "2021-09-12"},
    "standing": "confirmed",
}


@pytest.fixture
def own(new_database: NewDatabase) -> Iterator[Settings]:
    settings = new_database()
    load(owner_engine(settings), AFGHANISTAN)
    yield settings
    owner_engine(settings).dispose()


@pytest.fixture
def key(own: Settings) -> str:
    with owner_engine(own).begin() as connection:
        return create_key(connection, "desk", [Scope.CLAIMS_WRITE, Scope.CLAIMS_REVIEW])


def post(address: str, key: str, claim: Mapping[str, object]) -> None:
    request = urllib.request.Request(
        f"{address}/v1/theatres/AF/claims",
        data=json.dumps(claim).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201


def taliban(page: Page) -> str:
    return page.locator(".buckets tr[data-status=taliban] .count").inner_text()


def where_it_is(page: Page) -> float:
    """Where on the screen stands what is read: the last claim, which moves if a new one pushes."""
    settle(page)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box = page.locator(".claim").last.bounding_box()
    assert box
    return box["y"]


def test_a_new_claim_shows_and_the_place_is_kept(look: Open, own: Settings, key: str) -> None:
    with served(own) as address:
        page = look("?district=AF3101", at=address)
        expect(page.get_by_test_id("live")).to_have_text("Live")
        expect(page.locator(".claim").first).to_be_visible()
        assert taliban(page) == "421"
        page.locator(".side").evaluate("side => side.scrollTo(0, 500)")
        before = where_it_is(page)
        post(address, key, CLAIM)
        expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("420")
        expect(page.get_by_test_id("news")).to_contain_text("New claim: Qala-e-Naw, Contested")
        expect(page.locator(".claim").first.locator(".chip")).to_have_text("Contested")
        assert where_it_is(page) == pytest.approx(before, abs=2)
        page.context.close()


def test_a_view_of_the_past_follows_nothing(look: Open) -> None:
    streams: list[str] = []
    page = look("?at=2021-07-07")
    page.on("request", lambda request: streams.append(request.url))
    page.get_by_label("Claims that count").select_option("any")
    expect(page.get_by_test_id("live")).to_have_text("Fixed view")
    assert not any("stream" in url for url in streams)


def test_a_lost_connection_is_told_and_resumed_without_a_gap(
    look: Open, own: Settings, key: str
) -> None:
    with ExitStack() as stack:
        address = stack.enter_context(served(own))
        page = look("", at=address)
        expect(page.get_by_test_id("live")).to_have_text("Live")
        stack.close()
        expect(page.get_by_test_id("live")).to_contain_text("Connection lost")
        with served(own, int(address.rsplit(":", 1)[1])) as again:
            post(again, key, CLAIM)
            expect(page.get_by_test_id("live")).to_have_text("Live")
            expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("420")
            page.context.close()
