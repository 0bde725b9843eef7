"""What does a route that writes need? An author, an idempotency key, and a transaction."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPBearer

from app.api.answers import dumps
from app.api.rates import Limit
from app.api.turns import Turns
from app.db.databases import Databases
from app.db.engines import Connection, Engine
from app.errors import KeyRefused, NotAllowed, ParameterRefused, TooManyRequests
from app.services.authorize import Author, authorize
from app.services.issue_key import Scope
from app.services.post_claims import Desk
from app.services.record_events import Ledger
from app.services.write import Attempt, Work, Written, write

_KEY = re.compile(r"[\x21-\x7e]{1,255}")

IDEMPOTENCY_KEY = Header(
    description="A retry with the same key and body gets the first answer again, for 24 hours."
)

bearer = HTTPBearer(auto_error=False, description="A key that the operator made.")


def author_with(*any_of: Scope) -> Callable[[Request, Any], Author]:
    """Make a dependency that finds who writes, before their body is read, and notes it for the log.

    It raises KeyRefused and NotAllowed.
    """

    def find(request: Request, credentials: Annotated[Any, Depends(bearer)]) -> Author:
        key = credentials.credentials if credentials else None
        databases: Databases = request.app.state.databases
        try:
            with databases.aside.connect() as connection:
                author = authorize(connection, key, any_of)
        except (KeyRefused, NotAllowed) as error:
            request.scope["key"] = error.key
            raise
        request.scope["key"] = author.id
        _count(request, author)
        return author

    return find


def _count(request: Request, author: Author) -> None:
    """Count a request for its key, if keys are limited. Raises TooManyRequests."""
    limit: Limit | None = request.app.state.per_key
    if limit is not None:
        count = limit.take(author.id)
        request.scope["counts"].append(count)
        if count.left < 0:
            raise TooManyRequests(count.detail, count.reset_s)


Claimant = Annotated[Author, Depends(author_with(Scope.CLAIMS_WRITE))]
Reviewer = Annotated[Author, Depends(author_with(Scope.CLAIMS_REVIEW))]
Admin = Annotated[Author, Depends(author_with(Scope.ADMIN))]


async def turn(request: Request, theatre: str) -> AsyncIterator[None]:
    """Wait for a turn to write to the theatre. Raises NotReady."""
    turns: Turns = request.app.state.turns
    async with turns.take(theatre):
        yield


@dataclass
class Writing:
    """A write that has its turn, and how it is carried out once.

    Name it after the body in a route: a body that comes in slowly must keep nobody waiting.
    """

    request: Request
    turn: Annotated[None, Depends(turn, scope="function")]
    idempotency_key: Annotated[str | None, IDEMPOTENCY_KEY] = None

    @property
    def engine(self) -> Engine:
        """The engine of writes."""
        engine: Engine = self.request.app.state.databases.writes
        return engine

    def desk(self, author: Author, *, skip_duplicates: bool = False) -> Desk:
        """Say by which rules an author writes here."""
        four_eyes = self.request.app.state.settings.four_eyes
        return Desk(author, four_eyes=four_eyes, skip_duplicates=skip_duplicates)

    def carry_out(
        self,
        theatre: str,
        author: Author,
        work: Callable[[Ledger], Written],
        check: Callable[[Connection, str], object] | None = None,
    ) -> Response:
        """Record, commit, and only then answer; this worker's reads show it from then on."""
        last = 0

        def noted(ledger: Ledger) -> Written:
            nonlocal last
            written = work(ledger)
            last = ledger.revision
            return written

        written = write(self.engine, theatre, author, self._attempt(), Work(noted, check))
        databases: Databases = self.request.app.state.databases
        if databases.sure:
            databases.reach(theatre, last)
        return answer(written)

    def _attempt(self) -> Attempt | None:
        key = self.idempotency_key
        if key is None:
            return None
        if not _KEY.fullmatch(key):
            detail = "Write 1 to 255 visible ASCII characters, such as a UUID."
            raise ParameterRefused("Idempotency-Key", detail)
        address = f"{self.request.url.path}?{self.request.url.query}"
        request = self.request
        return Attempt.of(key, request.method.encode(), address.encode(), request.state.body)


Writer = Annotated[Writing, Depends()]


def created(body: object, location: str) -> Written:
    """Answer that something was recorded, and where it is."""
    return Written(201, dumps(body), location)


def answer(written: Written) -> Response:
    """Send what was written."""
    headers = {"Cache-Control": "no-store"}
    if written.location is not None:
        headers["Location"] = written.location
    if written.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(written.body, written.status, headers, "application/json")
