"""Who answers? Each server runs as one worker, on a port of its own, under the same uvicorn."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from app.settings import Settings
from bench.reference import ANSWERS, Answer

START_S, STOP_S, DRAIN_S = 60, 15, 60
OF_ONE_ANSWER = {"date", "connection"}
UVICORN = (
    "--loop=uvloop",
    "--http=httptools",
    "--no-access-log",
    "--no-server-header",
    "--no-proxy-headers",
)


class Server(NamedTuple):
    """A server that runs; `group` is the id of its processes' group."""

    name: str
    port: int
    group: int

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        sent = [pair for pair in answer.getheaders() if pair[0].lower() not in OF_ONE_ANSWER]
        return Answer(answer.status, sent, body)

    def drain(self) -> None:
        """Wait until it does nothing more: an overloaded server works on what nobody waits for."""
        until = time.monotonic() + DRAIN_S
        before = -1
        while (spent := ticks(self.group)) - before > 1 and time.monotonic() < until:
            before = spent
            time.sleep(0.2)


def ticks(group: int) -> int:
    """Count the ticks of the processor that a group of processes and its waited-for ones spent."""
    total = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended
        if int(words[2]) == group:
            total += sum(map(int, words[11:15]))
    return total


def memory(group: int) -> float:
    """Give the most memory, in MB, that a process of a group ever held."""
    peaks = [0.0]
    for file in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(file.parent.name)) == group:
                lines = dict(line.split(":", 1) for line in file.read_text().splitlines())
                peaks.append(int(lines["VmHWM"].split()[0]) / 1024)
        except (OSError, KeyError):
            continue  # it ended
    return max(peaks)


@contextmanager
def running(
    name: str, command: Sequence[str], environment: Mapping[str, str], ready: str
) -> Iterator[Server]:
    """Run a server until the end of the `with`; `{port}` in its command is a free port.

    It is up when it answers `ready` with 200.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [word.format(port=port) for word in command]
    with subprocess.Popen(  # noqa: S603 - our own commands
        words,
        env=os.environ | {key: value.format(port=port) for key, value in environment.items()},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            server = Server(name, port, process.pid)
            _wait(server, ready, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(server: Server, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if server.ask(path).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{server.name} did not start.")


def service(
    name: str, settings: Settings, workers: int = 1, more: Mapping[str, str] | None = None
) -> AbstractContextManager[Server]:
    """Run this service on a database, with `more` settings."""
    url = settings.database_url
    environment = {
        "FRONTLINE_DATABASE_URL": url.get_secret_value() if url else "",
        "FRONTLINE_PORT": "{port}",
        "FRONTLINE_WORKERS": str(workers),
        "FRONTLINE_LOG_LEVEL": "warning",
        **(more or {}),
    }
    command = [sys.executable, "-m", "app.cli", "serve"]
    return running(name, command, environment, "/readyz")


def reference(name: str, answers: Path, ready: str) -> AbstractContextManager[Server]:
    """Run the bare app that sends answers from a file."""
    command = [sys.executable, "-m", "uvicorn", "bench.reference:app", "--port={port}"]
    command += [*UVICORN, "--lifespan=off"]
    return running(name, command, {ANSWERS: str(answers)}, ready)
