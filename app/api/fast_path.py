"""Was this asked before? Then the finished answer goes out, and nothing else is done.

It stands in front of everything else, and knows of the domain only that `at` in any spelling is a
day, that a stretch of days has one answer, and that `known_at` is a revision. What it does not hold
goes the normal way, once for all who ask at the same time, and is held afterwards.
"""

import asyncio
from collections.abc import Callable, Hashable
from datetime import date, datetime
from itertools import count
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.held import ALWAYS, Days, Held, RawHeaders, Shelf
from app.api.metrics import count_held
from app.api.questions import Question, Spelling, canonical
from app.db.heads import Head, Heads
from app.queries.views import Sight

PREFIX = "/v1/theatres/"
STREAMS = ("/changes/stream", "/export")
NOT_HELD = (b"authorization", b"range")
OF_ONE_REQUEST = (b"x-request-id", b"access-control-")
CORS: RawHeaders = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
]
MOST_INSTANTS = 10_000


class FastPath:
    """ASGI middleware; `heads` tells how far each theatre has come."""

    def __init__(
        self, app: ASGIApp, heads: Heads, shelf: Shelf, clock: Callable[[], datetime]
    ) -> None:
        self.app = app
        self.heads = heads
        self.shelf = shelf
        self.clock = clock
        self._seen: dict[str, Head] = {}
        self._revisions: dict[tuple[str, str], int] = {}
        self._flights: dict[Hashable, asyncio.Future[None]] = {}
        self._numbers, self._own = count(), token_hex(4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a read that is held; hand all else on."""
        if not self._is_a_read(scope):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        theatre = scope["path"][len(PREFIX) :].partition("/")[0]
        head = self.heads.known.get(theatre)
        if head is None or not _may_be_held(headers, head):
            await self.app(scope, receive, send)
            return
        if head is not self._seen.get(theatre):
            self._move(theatre, head)
        spelling = Spelling(
            scope["path"],
            scope["query_string"],
            headers.get(b"accept", b""),
            headers.get(b"accept-encoding", b""),
        )
        held = self.shelf.shortcuts.get(spelling)
        if held is None:
            held = await self._look(scope, receive, send, spelling)
        if held is not None:
            await self._send(held, headers.get(b"if-none-match"), scope, send)

    def _is_a_read(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] in {"GET", "HEAD"}
            and scope["path"].startswith(PREFIX)
            and not scope["path"].endswith(STREAMS)
            and self.heads.sure
        )

    def _move(self, theatre: str, head: Head) -> None:
        """Let go of what stood for the last head; after a redaction, of all that was said."""
        before = self._seen.get(theatre)
        redacted = before is None or before.redactions != head.redactions
        self.shelf.let_go(theatre, all_of_it=redacted)
        self._seen[theatre] = head

    async def _look(
        self, scope: Scope, receive: Receive, send: Send, spelling: Spelling
    ) -> Held | None:
        """Find an answer, or have it made; None: it was sent already."""
        theatre = spelling.path[len(PREFIX) :].partition("/")[0]
        head = self._seen[theatre]
        question = canonical(spelling, head, self.clock())
        if question is None:
            await self.app(scope, receive, send)
            return None
        if question.known is None:
            known = self._revisions.get((theatre, question.known_at or ""))
            question = question._replace(known=known)
        held = self._find(question)
        flight = (question.key, question.day, question.known_at)
        if held is None and flight in self._flights:
            await self._flights[flight]
            held = self._find(question)
        elif held is None:
            self._flights[flight] = asyncio.get_running_loop().create_future()
            try:
                return await self._make(scope, receive, send, question)
            finally:
                self._flights.pop(flight).set_result(None)
        if held is None:
            await self.app(scope, receive, send)
            return None
        self.shelf.shorten(spelling, held)
        return held

    def _find(self, question: Question) -> Held | None:
        if question.known is None:
            return None
        return self.shelf.find(question.key, question.day or date.max)

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, question: Question
    ) -> Held | None:
        """Have an answer made the normal way, whole and to anyone, and hold it if it can be."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        sights: list[Sight] = []
        left_out = {b"if-none-match"}
        headers = [pair for pair in scope["headers"] if pair[0] not in left_out]
        inner = {**scope, "method": "GET", "headers": headers, "sights": sights}
        await self.app(inner, receive, keep)
        if sent and sent[0].get("status") == 200 and len(sights) == 1:
            return self._hold(question, sights[0], sent)
        for message in sent:
            no_body = scope["method"] == "HEAD" and "body" in message
            await send({**message, "body": b""} if no_body else message)
        return None

    def _hold(self, question: Question, sight: Sight, sent: list[Message]) -> Held:
        theatre, head = sight.view.theatre, self._seen[sight.view.theatre]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        headers = [pair for pair in sent[0]["headers"] if not pair[0].startswith(OF_ONE_REQUEST)]
        token = None if question.for_ever else head
        held = Held([*headers, *CORS], body, theatre, token)
        question = question._replace(known=sight.view.revision)
        if question.known_at is not None and sight.view.revision < head.revision:
            if len(self._revisions) >= MOST_INSTANTS:
                self._revisions.clear()
            self._revisions[theatre, question.known_at] = sight.view.revision
        if question.for_ever or sight.theatre.revision == head.revision:
            days = ALWAYS
            if question.day is not None and sight.stretch is not None:
                first, last = sight.stretch
                days = Days(first or date.min, last or date.max)
            self.shelf.put(question.key, days, held)
        return held

    async def _send(self, held: Held, none_match: bytes | None, scope: Scope, send: Send) -> None:
        count_held()
        number = f"{self._own}-{next(self._numbers):x}".encode()
        body = held.body
        if none_match is not None and _matches(none_match, held.etag):
            status, headers, body = 304, held.not_modified, b""
        else:
            status, headers = 200, held.headers
            body = b"" if scope["method"] == "HEAD" else body
        headers = [*headers, (b"x-request-id", number)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _may_be_held(headers: dict[bytes, bytes], head: Head) -> bool:
    """Tell whether a read is one that anyone could have sent, and whose revision is known here."""
    least = headers.get(b"min-revision")
    if least is not None and not (least.isdigit() and int(least) <= head.revision):
        return False
    return not any(name in headers for name in NOT_HELD)


def _matches(none_match: bytes, etag: bytes) -> bool:
    if none_match == etag or none_match.strip() == b"*":
        return True
    return etag in {tag.strip().removeprefix(b"W/") for tag in none_match.split(b",")}
