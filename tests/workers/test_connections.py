"""A connection that does not ask in time is closed, and one that does is not cut off at a stop."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from app.cli import connections
from app.cli.connections import LONGEST_HEADERS, Connection

REQUEST = b"GET / HTTP/1.1\r\nHost: frontline\r\n\r\n"


class Wire(asyncio.Transport):
    """What a connection writes to; it has no network behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def app(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


CONFIG = Config(app, lifespan="off", log_config=None)
Connect = Callable[[], tuple[Connection, Wire]]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def connect(loop: asyncio.AbstractEventLoop) -> Connect:
    """Make connections to one server."""
    state = ServerState()

    def made() -> tuple[Connection, Wire]:
        wire = Wire()
        connection = Connection(CONFIG, state, {}, loop)
        connection.connection_made(wire)
        return connection, wire

    return made


def a_while(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(asyncio.sleep(0.01))


def test_a_client_that_never_asks_is_dropped(connect: Connect) -> None:
    connection, wire = connect()
    connection._judge()
    assert wire.closed


def test_a_client_whose_headers_do_not_end_is_dropped(connect: Connect) -> None:
    connection, wire = connect()
    connection.data_received(REQUEST[:-2] + b"X-Slow: ")
    connection._judge()
    assert wire.closed


def test_the_second_request_must_come_in_time_too(
    connect: Connect, loop: asyncio.AbstractEventLoop
) -> None:
    connection, wire = connect()
    connection.data_received(REQUEST)
    a_while(loop)
    assert wire.sent.startswith(b"HTTP/1.1 200")
    for _ in range(3):
        connection._judge()  # idle: uvicorn's timer runs
    assert not wire.closed
    connection.data_received(REQUEST[:10])
    connection._judge()
    assert not wire.closed
    connection._judge()
    assert wire.closed


def test_a_request_that_is_worked_on_is_left_alone(
    connect: Connect, loop: asyncio.AbstractEventLoop
) -> None:
    connection, wire = connect()
    connection.data_received(REQUEST)
    connection._judge()
    connection._judge()
    assert not wire.closed
    a_while(loop)
    assert wire.sent.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        (REQUEST[:-2], b"X-Some: x\r\n" * 100),
        (REQUEST[:-2] + b"X-Long: ", b"x" * 1000),
        (b"GET /", b"x" * 1000),
        (b"", b"\r\n" * 500),
    ],
)
def test_headers_that_do_not_end_are_not_kept(connect: Connect, begin: bytes, part: bytes) -> None:
    connection, wire = connect()
    connection.data_received(begin)
    for _ in range(LONGEST_HEADERS // len(part) + 2):
        if not wire.closed:
            connection.data_received(part)
    assert wire.closed


def test_headers_that_are_too_long_are_told(connect: Connect) -> None:
    connection, wire = connect()
    connection.data_received(REQUEST[:-2] + b"X-Long: ")
    connection.data_received(b"x" * LONGEST_HEADERS)
    assert wire.sent.startswith(b"HTTP/1.1 431")
    assert b"application/problem+json" in wire.sent


def test_there_are_no_more_connections_than_may(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "most", 1)
    (_, first), (_, second) = connect(), connect()
    assert (first.closed, second.closed) == (False, True)
    assert second.sent.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in second.sent


def test_a_request_that_was_on_its_way_at_a_stop_is_answered(
    connect: Connect, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LINGERS_S", 0)
    (asking, answered), (idle, left) = connect(), connect()
    for each in (asking, idle):
        each.shutdown()
    assert (answered.closed, left.closed) == (False, False)
    asking.data_received(REQUEST)
    a_while(loop)
    assert answered.sent.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answered.sent
    assert (answered.closed, left.closed) == (True, True)
    assert left.sent == b""


def test_a_connection_of_the_last_moment_knows_of_the_stop(
    connect: Connect, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "leaving", True)
    connection, wire = connect()
    connection.data_received(REQUEST)
    a_while(loop)
    assert b"connection: close" in wire.sent
    assert wire.closed
