"""What does a worker grant a connection? Time to ask, and at a stop time to ask once more.

uvicorn waits for a request for ever, takes headers of any length, and closes idle connections as
soon as it stops, also those on which a request is on its way.
"""

import signal
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ASKS_WITHIN_S = 10.0
"""A request's headers come in this time; in twice this time on a connection that was used."""

LONGEST_HEADERS = 65_536
KEPT_S = 75
"""Proxies let go of idle connections after a minute: before we do, or a request might be lost."""

LINGERS_S = 1.0
CLOSE = (b"connection", b"close")


def _refusal(status: str, more: str, detail: str) -> bytes:
    title = status.partition(" ")[2]
    kind = title.lower().replace(" ", "-")
    told = f'"type":"/problems/{kind}","title":"{title}","status":{status[:3]},"detail":"{detail}"'
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\n{more}"
    size = len(told) + 2
    return f"{head}content-length: {size}\r\nconnection: close\r\n\r\n{{{told}}}".encode()


TOO_MANY = _refusal(
    "503 Service Unavailable", "retry-after: 2\r\n", "This worker has no room for a connection."
)
TOO_LONG = _refusal("431 Request Header Fields Too Large", "", "The headers have 64 KiB at most.")


@dataclass(slots=True)
class Watch:
    """What is watched of a connection.

    `timer` judges it next; `judged` is the answer that was the last one when it was judged before,
    `partial` the request of which so far `received` bytes of headers came.
    """

    timer: TimerHandle
    judged: object = None
    partial: object = None
    received: int = 0


_feed = HttpToolsProtocol.data_received  # super() takes longer, at each request


class Connection(HttpToolsProtocol):
    """A client's connection; `most` of them in a process, which is about to stop if `leaving`.

    What it needs of its own is kept in one attribute: with more than 30, Python 3.11 keeps all of
    an object's attributes in a slower way, which shows in each request.
    """

    most: ClassVar[int] = 4000
    leaving: ClassVar[bool] = False

    def connection_made(self, transport: BaseTransport) -> None:
        """Greet a client, or refuse it where there are too many."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.scope = {}  # type: ignore[typeddict-item] # as for a request that has begun
        self._watch = Watch(self.loop.call_later(ASKS_WITHIN_S, self._judge))
        if len(self.connections) > self.most:
            self._refuse(TOO_MANY)
        elif self.leaving:  # it was accepted just before the listener was closed
            self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client."""
        self._watch.timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on in a request, whose headers must end."""
        _feed(self, data)
        if "method" not in self.scope:
            self._count(len(data))  # type: ignore[unreachable] # it is being read

    def shutdown(self) -> None:
        """Serve what is on its way, and say in each answer that it is the last one."""
        if CLOSE not in self.server_state.default_headers:
            self.server_state.default_headers.append(CLOSE)
        self.loop.call_later(LINGERS_S, super().shutdown)

    def _count(self, size: int) -> None:
        """Count the bytes of headers that have no end yet."""
        watch = self._watch
        if watch.partial is not self.scope:
            watch.partial, watch.received = self.scope, 0
        watch.received += size
        if watch.received > LONGEST_HEADERS:
            self._refuse(TOO_LONG)

    def _judge(self) -> None:
        """Close the connection if it waits for a request, and did so when it was last judged.

        While it is idle between two requests, uvicorn's own timer runs.
        """
        waits = self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]
        if waits and self.timeout_keep_alive_task is None:
            if self.cycle is self._watch.judged:
                self.transport.close()
                return
            self._watch.judged = self.cycle
        self._watch.timer = self.loop.call_later(ASKS_WITHIN_S, self._judge)

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()


def note_stop() -> None:
    """Have new connections know when the process was told to stop; uvicorn's handler is there."""
    before = signal.getsignal(signal.SIGTERM)
    if callable(before):
        signal.signal(signal.SIGTERM, _leave_and(before))


def _leave_and(
    before: Callable[[int, FrameType | None], object],
) -> Callable[[int, FrameType | None], None]:
    def leave(number: int, frame: FrameType | None) -> None:
        Connection.leaving = True
        before(number, frame)

    return leave
