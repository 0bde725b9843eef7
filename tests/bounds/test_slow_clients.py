"""A body that trickles in, and a client that does not read, are left after a while."""

import asyncio
from collections.abc import Generator

import pytest
from fastapi import Request
from starlette.types import Message

from app.api import bodies
from app.api.bodies import limited
from app.api.routes import export
from app.api.routes.export import _Sent
from app.errors import BodyTooSlow
from tests.writes.conftest import Service

NOTHING: dict[str, object] = {"type": "http", "method": "POST", "headers": []}


def read(*messages: Message) -> bytes:
    """Read a body of which these messages come, and then no more."""
    coming = iter(messages)

    async def receive() -> Message:
        message = next(coming, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    async def body() -> bytes:
        whole = b""
        async for chunk in limited(Request(NOTHING, receive), 1000):
            whole += chunk
        return whole

    return asyncio.run(body())


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_that_does_not_come_in_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(part(b"a", more=True), part(b"b", more=False)) == b"ab"
    monkeypatch.setattr(bodies, "WAITED_FOR_S", 0.01)
    with pytest.raises(BodyTooSlow):
        read(part(b"a", more=True))
    with pytest.raises(BodyTooSlow):
        read()


def test_a_slow_body_is_told_and_its_connection_closed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WAITED_FOR_S", 0.01)
    app = service.client.app

    async def post() -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            await asyncio.Event().wait()
            return part(b"", more=False)

        async def send(message: Message) -> None:
            sent.append(message)

        key = f"Bearer {service.keys['desk']}".encode()
        headers = [(b"authorization", key), (b"content-type", b"application/json")]
        path = f"{service.path}/claims"
        scope = {**NOTHING, "path": path, "query_string": b"", "headers": headers}
        await app(scope, receive, send)
        return sent

    start, body = asyncio.run(post())
    headers = dict(start["headers"])
    assert (start["status"], headers[b"connection"]) == (408, b"close")
    assert b"4096 bytes a second" in body["body"]


def test_an_export_is_given_up_when_nobody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SLOW_S", 0.01)
    left = False

    def pieces() -> Generator[bytes, None, None]:
        nonlocal left
        try:
            while True:
                yield b"piece"
        finally:
            left = True

    async def never(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    stream = pieces()
    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    asyncio.run(_Sent(stream, headers={})(scope, receive, never))
    assert left
