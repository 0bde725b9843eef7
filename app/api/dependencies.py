"""What does a route need? The database, the view that is asked for, and a way to answer."""

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app.api.addresses import PREFIXES, theatre_of
from app.api.answers import answer, dumps
from app.api.csv_table import csv_table
from app.api.inline import inline
from app.api.negotiation import MEDIA_TYPES, choose_format
from app.api.parameters import AskedMoment, AskedView, Clock
from app.db.databases import Databases
from app.db.engines import Connection
from app.domain.asked import Asked
from app.errors import NotReady, ParameterRefused, PlaceAmbiguous, PlaceNotFound
from app.queries.places import PROVINCE, Levels
from app.queries.views import Place, Sight, Stretch, fetch_sight

SETTLED = timedelta(seconds=60)
"""After this time no write that was under way can still be recorded at an instant."""

REACHED_WITHIN_S = 2.0
ASKED_EVERY_S = 0.02
MOST_AHEAD = 2
"""Reads of a worker that wait for a revision; each holds a thread and a connection."""

FORMAT = Query(description="Format: `json`, `geojson`, `csv` or `parquet` where there is one.")
HXL = Query(description="Add the row of HXL tags to CSV.")


class Lent:
    """A connection for reading: lent when it is first used, by the thread that then may wait.

    What it reads is as late as the client wants, as far as that is known here; where no theatre is
    named, as late as anything that is known here.
    """

    def __init__(self, request: Request) -> None:
        """Raises ParameterRefused."""
        self._databases: Databases = request.app.state.databases
        path: str = request.scope["path"]
        self._theatre = theatre_of(path) if path.startswith(PREFIXES) else None
        self._least = min_revision(request.headers.get("Min-Revision"))
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The connection. Raises what opening it does."""
        if self._connection is None:
            self._connection = self._databases.lend(self._theatre, self._least)
        return self._connection

    def close(self) -> None:
        """Give the connection back, if one was lent; a read has left nothing to wait for."""
        if self._connection is not None:
            self._connection.close()


async def lent(request: Request) -> AsyncIterator[Lent]:
    """Lend a connection to a route; it is back in the pool before the answer goes out."""
    connection = Lent(request)
    try:
        yield connection
    finally:
        connection.close()


def primary_connection(request: Request) -> Iterator[Connection]:
    """Lend a connection to the primary, for what no revision tells of."""
    with request.app.state.databases.primary.engine.connect() as connection:
        yield connection


Reads = Annotated[Lent, Depends(lent, scope="function")]
PrimaryReads = Annotated[Connection, Depends(primary_connection, scope="function")]


@dataclass
class Reading:
    """A read of a bitemporal view: what is asked, and how the answer is written."""

    request: Request
    lent: Reads
    asked: AskedView
    clock: Clock

    @property
    def connection(self) -> Connection:
        """The connection that the read is lent."""
        return self.lent.connection

    def see(self, theatre: str, place: Place | None = None) -> Sight:
        """Resolve the view that is asked for, and the place that the path names."""
        sight = self._fetch(theatre, place)
        self.request.scope.get("sights", []).append(sight)
        return sight

    def _fetch(self, theatre: str, place: Place | None) -> Sight:
        """Resolve the view once the ledger is as far as the client wants. Raises NotReady."""
        least = min_revision(self.request.headers.get("Min-Revision"))
        sight = fetch_sight(self.connection, theatre, self.asked, place)
        if sight.theatre.revision >= least:
            return sight
        places: BoundedSemaphore = self.request.app.state.waiting
        if places.acquire(blocking=False):
            try:
                until = time.monotonic() + REACHED_WITHIN_S
                while sight.theatre.revision < least and time.monotonic() < until:
                    time.sleep(ASKED_EVERY_S)
                    sight = fetch_sight(self.connection, theatre, self.asked, place)
            finally:
                places.release()
        if sight.theatre.revision < least:
            raise NotReady(f"Revision {least} is not here yet; {sight.theatre.revision} is.")
        return sight

    def narrow(self, sight: Sight, first: date | None, last: date | None) -> Sight:
        """Narrow the stretch in which the answer is the same to the days between two of them."""
        if sight.stretch is None:
            return sight
        firsts = [day for day in (sight.stretch.first, first) if day]
        lasts = [day for day in (sight.stretch.last, last) if day]
        stretch = Stretch(max(firsts, default=None), min(lasts, default=None))
        narrowed = sight._replace(stretch=stretch)
        sights = self.request.scope.get("sights", [])
        sights[:] = [narrowed if each is sight else each for each in sights]
        return narrowed

    def see_within(
        self, theatre: str, text: str | None, parameter: str = "province", levels: Levels = PROVINCE
    ) -> Sight:
        """Resolve the view, and the place that a query parameter names. ParameterRefused."""
        try:
            return self.see(theatre, Place(levels, text) if text is not None else None)
        except (PlaceNotFound, PlaceAmbiguous) as error:
            raise ParameterRefused(parameter, error.detail) from None

    def answer(
        self, body: object, format_: str = "json", headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send the answer: bytes as they are, all else as JSON."""
        return answer(
            self.request,
            body if isinstance(body, bytes) else dumps(body),
            MEDIA_TYPES[format_],
            immutable=self._settled(),
            headers=headers,
        )

    def _settled(self) -> bool:
        """Whether the answer can never change, where it was read."""
        databases: Databases = self.request.app.state.databases
        newest = self.asked.known_at is None or databases.is_newest(self.connection.engine)
        return newest and settled(self.asked, self.clock)


@dataclass
class KnownReading(Reading):
    """A read of what shows no status: only the moment of knowledge can be asked for."""

    asked: AskedMoment

    def narrowed(self, *, policy: str | None = None, set_id: str | None = None) -> "KnownReading":
        """Ask under a policy, or of a set, that the route reads by itself."""
        return replace(self, asked=self.asked._replace(policy=policy, set_id=set_id))


def unasked() -> Asked:
    """Ask for the latest of everything."""
    return Asked()


@dataclass
class HeadReading(Reading):
    """A read of the ledger at its head: no moment can be asked for."""

    asked: Annotated[Asked, Depends(inline(unasked))]


def min_revision(text: str | None) -> int:
    """Read the header by which writers see their own writes; absent: 0. Raises ParameterRefused."""
    if text is None:
        return 0
    if not is_revision(text):
        raise ParameterRefused("Min-Revision", "Min-Revision takes a revision, a whole number.")
    return int(text)


def is_revision(text: str) -> bool:
    """Whether a text is a number that a revision can have; longer ones are slow to read."""
    return text.isascii() and text.isdigit() and len(text) < 19


def settled(asked: Asked, clock: datetime) -> bool:
    """Whether an answer can never change: its day is given, and what was known then is settled."""
    past = asked.known_at is not None and asked.known_at < clock - SETTLED
    return asked.at is not None and (asked.revision is not None or past)


Reader = Annotated[Reading, Depends(inline(Reading))]
KnownReader = Annotated[KnownReading, Depends(inline(KnownReading))]
HeadReader = Annotated[HeadReading, Depends(inline(HeadReading))]


@dataclass
class Wanted:
    """The format that is wanted, read from `f=` or the Accept header; `hxl` adds HXL tags."""

    request: Request
    f: Annotated[str | None, FORMAT] = None
    hxl: Annotated[bool, HXL] = False

    def among(self, *offered: str) -> str:
        """Choose among the formats of a route. Raises ParameterRefused and NotAcceptable."""
        return choose_format(self.f, self.request.headers.get("Accept"), offered)

    def table(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> bytes:
        """Write CSV; `columns` are names with their HXL tags, which are added if wanted."""
        return csv_table(list(columns), rows, list(columns.values()) if self.hxl else ())


Format = Annotated[Wanted, Depends(inline(Wanted))]
