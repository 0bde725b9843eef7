"""Was this asked before? Then the finished answer goes out, and nothing else is done.

It stands in front of everything else, and knows of the domain only that `at` in any spelling is a
day, that a stretch of days has one answer, and that `known_at` is a revision. What it does not hold
goes the normal way, once for all who ask at the same time, and is held afterwards.
"""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from weakref import ReferenceType, ref

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.addresses import PREFIXES, theatre_of
from app.api.bulkheads import Gate, refuse
from app.api.held import ALWAYS, NO_BODY, Days, Held, Shelf
from app.api.metrics import MADE, count_held
from app.api.questions import (
    Question,
    Spelling,
    canonical,
    day_asked,
    is_known,
    spelled,
)
from app.db.databases import Databases
from app.db.heads import Head, Heads
from app.domain.dates import DateUnreadable
from app.queries.views import Sight

STREAMS = ("/changes/stream", "/export")
NOT_HELD = (b"authorization", b"range")
OF_ONE_REQUEST = (b"x-request-id", b"ratelimit", b"ratelimit-policy")
MOST_INSTANTS = 10_000
MOST_SPELLINGS = 4096
LONGEST_SPELLING = 4096


@dataclass(frozen=True, slots=True)
class Known:
    """What a spelling asks at a head; `key` is that of the question, the day apart.

    `held` leads to the answer that it had last: the same one for as long as the head and the shelf
    hold it, if no day is asked about.
    """

    theatre: str
    head: Head
    key: str
    none_match: bytes | None
    held: ReferenceType[Held]


class FastPath:
    """ASGI middleware; `heads` tells how far each theatre has come."""

    def __init__(
        self,
        app: ASGIApp,
        heads: Heads | Databases,
        shelf: Shelf,
        clock: Callable[[], datetime],
        reads: Gate,
    ) -> None:
        """`reads`: the gate that a read must pass whose answer is not held."""
        self.app = app
        self.heads = heads
        self.shelf = shelf
        self.clock = clock
        self.reads = reads
        self._seen: dict[str, Head] = {}
        self._spellings: dict[Spelling, Known] = {}
        self._revisions: dict[tuple[str, str], int] = {}
        self._flights: dict[Hashable, asyncio.Future[Held | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a read that is held; hand all else on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        spelling, at = spelled(scope)
        known = self._spellings.get(spelling)
        held = None
        if known is not None and self.heads.newest(known.theatre) is known.head:
            held = known.held() if at is None else None
            if held is not None and held.key is not None:
                self.shelf.use(held)
            else:
                held = self._find(known, at)
        if known is not None and held is not None:
            count_held()
            start, body = messages(held, scope["method"], known.none_match)
            await send(start)
            await send(body)
        elif not self._is_a_read(scope):
            await self.app(scope, receive, send)
        elif known is None and self.heads.sure and self.reads.full:
            await refuse(scope, receive, send)
        else:
            await self._read(scope, receive, send, (spelling, at))

    def _find(self, known: Known, at: bytes | None) -> Held | None:
        try:
            day = date.max if at is None else day_asked(at.decode("latin-1"), self.clock())
        except DateUnreadable:
            return None
        return self.shelf.find(known.key, day)

    def _is_a_read(self, scope: Scope) -> bool:
        return (
            scope["method"] in {"GET", "HEAD"}
            and scope["path"].startswith(PREFIXES)
            and not scope["path"].endswith(STREAMS)
            and (self.heads.sure or self.heads.away_s is not None)
        )

    async def _read(
        self, scope: Scope, receive: Receive, send: Send, parted: tuple[Spelling, bytes | None]
    ) -> None:
        """Read what is asked, and find the answer or have it made."""
        headers = dict(scope["headers"])
        theatre = theatre_of(scope["path"])
        away_s = self.heads.away_s  # first, lest an old head counts as sure
        head = self.heads.known.get(theatre)
        question = None if head is None else self._question(scope, headers, theatre, head, away_s)
        if head is None or question is None:
            await self.app(scope, receive, send)
            return
        held = self._held(question, away_s)
        if held is not None:
            count_held()
        else:
            held = await self._join(scope, receive, send, question)
        if held is None:
            return
        none_match = headers.get(b"if-none-match")
        spelling, at = parted
        plain = question.day is None or at is not None  # else the day is in the spelling, encoded
        if plain and question.known_at is None and _length(scope) < LONGEST_SPELLING:
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
            self._spellings[spelling] = Known(theatre, head, question.key, none_match, ref(held))
        for message in messages(held, scope["method"], none_match):
            await send(message)

    def _question(
        self,
        scope: Scope,
        headers: dict[bytes, bytes],
        theatre: str,
        head: Head,
        away_s: float | None,
    ) -> Question | None:
        """Read a question that anyone could have sent; None: only the normal way can answer.

        While the database is away, it is read as of the moment at which the head was known: what
        was recorded since is not settled, whatever the clock says.
        """
        if not _may_be_held(headers, head):
            return None
        if head != self._seen.get(theatre):
            self._move(theatre, head)
        now = self.clock() - timedelta(seconds=away_s or 0)
        question = canonical(scope, headers, head, now)
        if question is None or question.known is not None:
            return question
        return question._replace(known=self._revisions.get((theatre, question.known_at or "")))

    def _move(self, theatre: str, head: Head) -> None:
        """Let go of what stood for the last head; after a redaction, of all that was said."""
        before = self._seen.get(theatre)
        redacted = before is None or before.redactions != head.redactions
        # A standby that was promoted without the last writes gives their revisions to others.
        redacted = redacted or (before is not None and head.revision < before.revision)
        self.shelf.let_go(theatre, all_of_it=redacted)
        self._seen[theatre] = head

    def _held(self, question: Question, away_s: float | None) -> Held | None:
        """Find an answer. One that may not be the newest says so, and has its limit."""
        if question.known is None:
            return None
        held = self.shelf.find(question.key, question.day or date.max)
        if held is None or held.token is None or away_s is None:
            return held
        return held.aged(away_s) if away_s < self.shelf.stale_s else None

    async def _join(
        self, scope: Scope, receive: Receive, send: Send, question: Question
    ) -> Held | None:
        """Have an answer made, once for all who ask for it now; None: it was sent already."""
        flight = (question.key, question.day, question.known_at, question.head)
        if flight in self._flights:
            held = await asyncio.shield(self._flights[flight])
            if held is None:
                await self.app(scope, receive, send)
            else:
                count_held()
            return held
        landing = self._flights[flight] = asyncio.get_running_loop().create_future()
        held = None
        try:
            held = await self._make(scope, receive, send, question)
        finally:
            del self._flights[flight]
            landing.set_result(held)
        return held

    async def _make(
        self, scope: Scope, receive: Receive, send: Send, question: Question
    ) -> Held | None:
        """Have an answer made the normal way, whole and to anyone, and hold it if it can be."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        sights: list[Sight] = []
        headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
        inner = {**scope, "method": "GET", "headers": headers, "sights": sights}
        await self.app(inner, receive, keep)
        if sent and sent[0].get("status") == 200 and len(sights) == 1:
            MADE.inc()
            return self._hold(question, sights[0], sent)
        for message in sent:
            no_body = scope["method"] == "HEAD" and "body" in message
            await send({**message, "body": b""} if no_body else message)
        return None

    def _hold(self, question: Question, sight: Sight, sent: list[Message]) -> Held:
        theatre, head = sight.view.theatre, self._seen[sight.view.theatre]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        headers = [pair for pair in sent[0]["headers"] if pair[0] not in OF_ONE_REQUEST]
        held = Held(headers, body, theatre, None if question.for_ever else head)
        behind = sight.theatre.revision < question.head.revision
        if behind or question.head.redactions != head.redactions:
            return held  # it was read before texts were blanked, or where they are not so yet
        if question.known is None or sight.view.revision == head.revision:
            question = question._replace(known=sight.view.revision)
        settled = question.for_ever  # but the end of today is yet to come
        if question.known_at is not None and settled and sight.view.revision < head.revision:
            if len(self._revisions) >= MOST_INSTANTS:
                self._revisions.clear()
            self._revisions[theatre, question.known_at] = sight.view.revision
        pinned = question.for_ever and sight.view.revision == question.known
        if pinned or (not question.for_ever and sight.theatre.revision == head.revision):
            days = ALWAYS
            if question.day is not None and sight.stretch is not None:
                first, last = sight.stretch
                days = Days(first or date.min, last or date.max)
            self.shelf.put(question.key, days, held)
        return held


def messages(held: Held, method: str, none_match: bytes | None) -> tuple[Message, Message]:
    """Choose what is sent of an answer: all of it, its headers, or that the client has it."""
    if none_match is not None and (none_match == held.etag or _matches(none_match, held.etag)):
        return held.not_modified, NO_BODY
    return held.start, held.body if method == "GET" else NO_BODY


def _length(scope: Scope) -> int:
    """Count the bytes of a request that its spelling holds."""
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return headers + len(scope["path"]) + len(scope["query_string"])


def _may_be_held(headers: dict[bytes, bytes], head: Head) -> bool:
    """Tell whether a read is one that anyone could have sent, and whose revision is known here."""
    least = headers.get(b"min-revision")
    if least is not None and not is_known(least.decode("latin-1"), head):
        return False
    return not any(name in headers for name in NOT_HELD)


def _matches(none_match: bytes, etag: bytes) -> bool:
    if none_match.strip() == b"*":
        return True
    return etag in {tag.strip().removeprefix(b"W/") for tag in none_match.split(b",")}
