"""What was read where the ledger is not as far as is known here is sent, and not held."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api.bulkheads import Gate
from app.api.fast_path import FastPath
from app.api.held import Shelf
from app.db.databases import Databases
from app.db.heads import Head

NOW = datetime(2021, 8, 1, tzinfo=UTC)


class Reads:
    """A service whose reads see a ledger at a revision; it counts them."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        self.asked = 0

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked += 1
        given = dict(part.split(b"=") for part in scope["query_string"].split(b"&") if part)
        seen = 2 if b"known_at" in given else int(given.get(b"revision", self.revision))
        view = SimpleNamespace(theatre="AF", revision=seen)
        ledger = SimpleNamespace(revision=self.revision)
        scope["sights"].append(SimpleNamespace(view=view, theatre=ledger, stretch=None))
        headers = [(b"etag", b'"%d"' % self.revision)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"at %d" % self.revision})


class Ledger:
    """A fast path before reads that see revision `read`, where the head is known to be `head`."""

    def __init__(self, head: int, read: int, redactions: int = 0) -> None:
        known = {"AF": Head(head, datetime(2021, 7, 1, tzinfo=UTC), redactions)}
        self.heads = SimpleNamespace(known=known, sure=True, away_s=None, newest=self.newest)
        self.reads = Reads(read)
        self.now = NOW
        shelf, heads = Shelf(100_000), cast("Databases", self.heads)
        self.path = FastPath(self.reads, heads, shelf, lambda: self.now, Gate(8))

    def newest(self, theatre: str) -> Head | None:
        return self.heads.known.get(theatre) if self.heads.sure else None

    def move(self, head: int, redactions: int = 0) -> None:
        self.heads.known = {"AF": Head(head, NOW, redactions)}
        self.reads.revision = head

    def ask(self, query: str) -> bytes:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/v1/theatres/AF/status",
            "query_string": query.encode(),
            "headers": [],
        }
        asyncio.run(self.path(scope, cast("Receive", None), send))
        body: bytes = sent[1]["body"]
        return body


QUERIES = ["", "revision=3", "at=2021-06-01", "at=2021-06-01&revision=3", "known_at=2021-06-02"]


@pytest.mark.parametrize("query", QUERIES)
def test_what_was_read_at_the_head_is_held(query: str) -> None:
    ledger = Ledger(head=5, read=5)
    assert [ledger.ask(query) for _ in range(3)] == [b"at 5"] * 3
    assert ledger.reads.asked == 1


@pytest.mark.parametrize("query", QUERIES)
def test_what_was_read_behind_the_head_is_not_held(query: str) -> None:
    ledger = Ledger(head=5, read=4)
    assert [ledger.ask(query) for _ in range(2)] == [b"at 4"] * 2
    assert ledger.reads.asked == 2
    ledger.reads.revision = 5
    assert [ledger.ask(query) for _ in range(2)] == [b"at 5"] * 2
    assert ledger.reads.asked == 3


def test_today_is_another_moment_tomorrow() -> None:
    """The text means now today, and the end of today from tomorrow on."""
    ledger = Ledger(head=2, read=3)  # it is written to while it is read
    ledger.ask("known_at=2021-08-01")
    ledger.move(4)
    ledger.now += timedelta(days=1)
    assert ledger.ask("known_at=2021-08-01") == b"at 4"
    assert ledger.ask("revision=2") == b"at 4"


def test_an_instant_is_not_taken_for_the_revision_that_a_lagging_read_found() -> None:
    ledger = Ledger(head=5, read=2)
    for revision in (2, 4):
        ledger.reads.revision = revision
        ledger.ask("known_at=2021-06-02")
    assert ledger.path._revisions == {}


def test_a_ledger_that_went_back_takes_all_that_was_said_with_it() -> None:
    ledger = Ledger(head=5, read=5)
    assert ledger.ask("revision=5") == b"at 5"
    ledger.move(4)
    ledger.ask("")
    ledger.move(6)
    assert ledger.ask("revision=5") == b"at 6"


def test_the_same_heads_of_another_database_keep_what_is_held() -> None:
    ledger = Ledger(head=5, read=5)
    ledger.ask("")
    ledger.heads.known = {"AF": Head(*ledger.heads.known["AF"])}
    assert ledger.ask("") == b"at 5"
    assert ledger.reads.asked == 1


@pytest.mark.parametrize("query", ["", "revision=3", "at=2021-06-01"])
def test_what_was_pushed_out_is_made_again(query: str) -> None:
    ledger = Ledger(head=5, read=5)
    ledger.ask(query)
    held = next(iter(ledger.path.shelf._used))
    ledger.path.shelf.let_go("AF", all_of_it=True)
    assert ledger.ask(query) == held.body["body"]  # which someone may still be sending
    assert ledger.reads.asked == 2
    assert [ledger.ask(query) for _ in range(2)] == [b"at 5"] * 2
    assert ledger.reads.asked == 2


def test_what_was_asked_last_stays_longest() -> None:
    ledger = Ledger(head=5, read=5)
    queries = [f"policy={number}" for number in range(60)]
    for query in queries:
        ledger.ask(query)
        ledger.ask(queries[0])
    assert 0 < ledger.path.shelf.bytes <= 100_000
    asked = ledger.reads.asked
    ledger.ask(queries[0])
    assert ledger.reads.asked == asked == 60
    ledger.ask(queries[1])  # which was pushed out
    assert ledger.reads.asked == 61
