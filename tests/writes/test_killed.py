"""A service that is killed between the commit and the answer has recorded the write, once."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from typing import NamedTuple

import pytest

from tests.writes.conftest import Service, claim

DIES = ("-m", "tests.writes.dying_service")
LIVES = ("-m", "uvicorn", "--factory", "app.main:create_app", "--log-level=warning", "--fd")


class Running(NamedTuple):
    """A service that runs in a process of its own, and its port."""

    process: subprocess.Popen[bytes]
    port: int


@contextmanager
def running(service: Service, *command: str) -> Iterator[Running]:
    """Run a service on the same database in a process of its own."""
    url = service.settings.database_url
    env = {**os.environ, "FRONTLINE_DATABASE_URL": url.get_secret_value() if url else ""}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        fd = listener.fileno()
        with subprocess.Popen((sys.executable, *command, str(fd)), env=env, pass_fds=[fd]) as one:
            try:
                yield Running(one, listener.getsockname()[1])
            finally:
                one.kill()


class Answered(NamedTuple):
    """What came back of a post."""

    status: int
    body: bytes
    replayed: str | None


def post(service: Service, port: int) -> Answered:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Authorization": f"Bearer {service.keys['desk']}",
        "Content-Type": "application/json",
        "Idempotency-Key": "once",
    }
    connection.request("POST", f"{service.path}/claims", json.dumps(claim()), headers)
    answer = connection.getresponse()
    found = Answered(answer.status, answer.read(), answer.headers["Idempotency-Replayed"])
    connection.close()
    return found


def test_retries_of_a_write_whose_answer_was_lost_get_it(service: Service) -> None:
    head = service.head()
    with running(service, *DIES) as dying:
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            post(service, dying.port)
        assert dying.process.wait(60) == -signal.SIGKILL
    with running(service, *LIVES) as fresh, ThreadPoolExecutor(40) as pool:
        answers = set(pool.map(lambda _: post(service, fresh.port), range(40)))
    (answer,) = answers
    assert (answer.status, answer.replayed) == (201, "true")
    assert [found["id"] for found in json.loads(answer.body)["claims"]] == [head + 1]
    newest = service.get("/claims", **{"Min-Revision": str(head + 1)}).json()
    assert newest["items"][0] == json.loads(answer.body)["claims"][0]
    assert service.client.get(service.path).json()["revision"] == head + 1
    assert service.wrong() == []
