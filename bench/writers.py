"""Clients that post at once, each as soon as it is answered. They cost little: plain sockets."""

import asyncio
import time
from collections import Counter
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson

from bench.posts import Said, draw_post

CLIENTS = 64


class Target(NamedTuple):
    """Where claims are posted to, by whose key, and from what they are drawn."""

    address: str
    path: str
    key: str
    said: Said


class Ran(NamedTuple):
    """What came of it: answers by status, the claims acknowledged (id -> URL), and the time.

    `seconds` are of the wall clock, `spent` those that the clients kept a core busy.
    """

    statuses: Counter[int]
    acknowledged: dict[int, str]
    seconds: float
    spent: float

    @property
    def rate(self) -> float:
        """Claims per second."""
        return len(self.acknowledged) / self.seconds


def post_for(seconds: float, size: int, target: Target) -> Ran:
    """Let all clients post batches of a size for a time; the last answers are waited for."""
    ran = Ran(Counter(), {}, 0, 0)
    began, spent = time.monotonic(), time.process_time()
    asyncio.run(_run(began + seconds, size, target, ran))
    took = time.monotonic() - began
    return ran._replace(seconds=took, spent=time.process_time() - spent)


async def _run(until: float, size: int, target: Target, ran: Ran) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(CLIENTS):
            group.create_task(_client(number, until, size, target, ran))


async def _client(number: int, until: float, size: int, target: Target, ran: Ran) -> None:
    host = urlsplit(target.address)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    random = Random(f"{number}-{size}")
    posts = 0
    while time.monotonic() < until:
        name = f"{size}-{number}-{posts}"
        posts += 1
        urls = [f"https://example.org/{name}/{n}" for n in range(size)]
        writer.write(_request(target, name, draw_post(random, target.said, urls)))
        status, body = await _answer(reader)
        ran.statuses[status] += 1
        if status == 201:
            ids = (claim["id"] for claim in orjson.loads(body)["claims"])
            ran.acknowledged.update(zip(ids, urls, strict=True))
    writer.close()
    await writer.wait_closed()


def _request(target: Target, name: str, body: bytes) -> bytes:
    head = (
        f"POST {target.path}/claims HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {target.key}",
        f"Idempotency-Key: {name}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
    return int(head.split(maxsplit=2)[1]), await reader.readexactly(length)
