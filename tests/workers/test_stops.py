"""A stop is announced, what is under way is finished, and workers are replaced without a gap."""

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from uvicorn import Config
from uvicorn.supervisors import Multiprocess

from app.cli.supervisor import Supervisor
from tests.polling.conftest import apps, serve, service
from tests.polling.feed import serving, workers_of
from tests.polling.test_stream import wait_until
from tests.writes.conftest import Service

__all__ = ["apps", "serve", "service"]


def ask(port: int, path: str) -> tuple[int, str]:
    """Ask on a connection of its own; give the status, and what was told."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        return answer.status, told.get("detail", "")
    finally:
        connection.close()


@contextmanager
def following(port: int, path: str) -> Iterator[http.client.HTTPResponse]:
    """Open a stream of events."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"{path}/changes/stream")
    yield connection.getresponse()
    connection.close()


def test_a_stop_is_announced_before_anything_stops(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_UNREADY_S", "60")
    with serving(service.settings, 2) as (port, supervisor), following(port, service.path) as feed:
        os.kill(supervisor, signal.SIGTERM)
        wait_until(lambda: ask(port, "/readyz") == (503, "This service is about to stop."))
        assert ask(port, "/healthz")[0] == 200
        assert ask(port, service.path)[0] == 200
        os.kill(supervisor, signal.SIGTERM)
        assert feed.read().startswith(b"retry:")  # to its end: it was closed, not cut off


def test_workers_are_replaced_one_by_one(service: Service) -> None:
    with serving(service.settings, 2) as (port, supervisor):
        before = workers_of(supervisor)
        os.kill(supervisor, signal.SIGUSR2)

        def replaced() -> bool:
            assert ask(port, service.path)[0] == 200
            return len(workers_of(supervisor) - before) == 2 and not workers_of(supervisor) & before

        wait_until(replaced)


def test_a_worker_that_dies_while_it_is_waited_for_is_replaced(service: Service) -> None:
    with serving(service.settings, 2) as (_, supervisor):
        frozen = min(workers_of(supervisor))
        os.kill(frozen, signal.SIGSTOP)
        time.sleep(2)  # by now the supervisor waits for a sign of life
        os.kill(frozen, signal.SIGKILL)
        wait_until(lambda: len(workers_of(supervisor) - {frozen}) == 2)


def test_a_supervisor_that_fails_leaves_no_worker_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Worker:
        def terminate(self) -> None:
            done.append("terminated")

        def join(self) -> None:
            done.append("joined")

    def fail(supervisor: Multiprocess) -> None:
        supervisor.processes = [Worker(), Worker()]  # type: ignore[list-item]
        raise OSError("no more processes")

    monkeypatch.setattr(Multiprocess, "run", fail)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(OSError, match="no more"),
    ):
        Supervisor(Config("nothing:app"), [listener], 0).run()
    assert done == ["terminated", "terminated", "joined", "joined"]
