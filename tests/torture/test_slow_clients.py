"""Clients that are slow, silent or deaf hold nobody up, and are left after a while."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.db.engines import owner_engine
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from tests.conftest import AFGHANISTAN
from tests.torture.asking import Asking
from tests.torture.figures import note
from tests.torture.scene import Scene

MANY, WRITERS, DEAF = 300, 40, 50
LEFT_WITHIN_S = 60.0
QUICK_S = 3.0
ESTABLISHED = "01"
"""The state of a connection that neither side has closed, in Linux's table of them."""

CLAIMS = "/v1/theatres/AF/claims"
HEAD = b"POST /v1/theatres/AF/claims HTTP/1.1\r\nHost: frontline\r\nAuthorization: Bearer "
MORE = b"\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
MUCH = b"GET /v1/theatres/AF/status?f=geojson HTTP/1.1\r\nHost: frontline\r\n\r\n"


@pytest.fixture(scope="module", autouse=True)
def key(scene: Scene) -> bytes:
    """A key to write with, once the theatre of Afghanistan is loaded."""
    engine = owner_engine(scene.settings)
    load(engine, AFGHANISTAN)
    with engine.begin() as connection:
        return create_key(connection, "slow", [Scope.CLAIMS_WRITE]).encode()


@contextmanager
def connected(port: int, number: int, room: int | None = None) -> Iterator[list[socket.socket]]:
    """Open connections; `room`: bytes that each takes without reading."""
    with ExitStack() as stack:
        opened = []
        for _ in range(number):
            one = stack.enter_context(socket.socket())
            if room is not None:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
            one.connect(("127.0.0.1", port))
            opened.append(one)
        yield opened


def kept(port: int, all_: list[socket.socket]) -> list[socket.socket]:
    """Find those whose connection the service still has: a client may not hear of its end."""
    ours = f":{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    there = {row[2] for row in rows if row[1].endswith(ours) and row[3] == ESTABLISHED}
    ports = {int(remote.rpartition(":")[2], 16) for remote in there}
    return [one for one in all_ if one.getsockname()[1] in ports]


def torture(
    scene: Scene, what: str, all_: list[socket.socket], go_on: Callable[[socket.socket], object]
) -> None:
    """Go on with all of them until each is closed; meanwhile, others are answered quickly."""
    began, longest, left = time.monotonic(), 0.0, list(all_)
    with Asking(scene.port) as client:
        while left:
            assert time.monotonic() - began < LEFT_WITHIN_S, f"{len(left)} are still there"
            for path in (
                "/readyz",
                "/v1/theatres/AF/aggregates",
                f"/v1/theatres/AF/claims?limit={len(left)}",
            ):
                answer = client.ask(path)
                assert answer.status == 200
                longest = max(longest, answer.ended - answer.began)
            for one in left:
                try:
                    go_on(one)
                except OSError:
                    continue
            time.sleep(0.5)
            left = kept(scene.port, left)
    took = time.monotonic() - began
    note(what, f"left after {took:.0f} s; others were answered within {longest:.2f} s")
    assert longest < QUICK_S


def silent(_: socket.socket) -> None:
    """Do nothing."""


def test_clients_that_connect_and_say_nothing(scene: Scene) -> None:
    with connected(scene.port, MANY) as all_:
        torture(scene, f"{MANY} clients that say nothing", all_, silent)


def test_clients_whose_headers_never_end(scene: Scene) -> None:
    with connected(scene.port, MANY) as all_:
        for one in all_:
            one.sendall(b"GET /readyz HTTP/1.1\r\nX-Slow: ")
        torture(scene, f"{MANY} clients whose headers never end", all_, lambda one: one.send(b"x"))


def test_clients_whose_bodies_trickle_in(scene: Scene, key: bytes) -> None:
    with connected(scene.port, WRITERS) as all_:
        for one in all_:
            one.sendall(HEAD + key + MORE)
        torture(
            scene,
            f"{WRITERS} writers whose bodies trickle in",
            all_,
            lambda one: one.send(b" " * 100),
        )
        answers = {one.recv(1000)[:12] for one in all_}
    assert answers == {b"HTTP/1.1 408"}


def test_clients_that_do_not_read(scene: Scene) -> None:
    with connected(scene.port, DEAF, room=4096) as all_:
        for one in all_:
            one.sendall(MUCH * 20)
        torture(scene, f"{DEAF} clients that ask much and read nothing", all_, silent)
