"""Clients of a service that may lose its workers: they go on where they were cut off."""

import http.client
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app.settings import Settings

CUT_OFF = (OSError, http.client.HTTPException)
PATIENCE_S = 60


class Feed(NamedTuple):
    """A theatre's feed at a port."""

    port: int
    path: str

    def write(self, body: dict[str, object], key: str, name: str) -> int:
        """Record one claim, as often as it takes to hear its revision."""
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": name}
        headers["Content-Type"] = "application/json"
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                status, answer = self._ask("POST", "/claims", json.dumps(body), headers)
            except CUT_OFF:
                continue
            if status == 201:
                return int(answer["revision"])
            assert status == 503, answer
        raise TimeoutError(name)

    def follow(self, until: int, seed: int) -> list[int]:
        """Read the feed up to a revision, now by stream, now by page, leaving at random."""
        chance = random.Random(seed)  # noqa: S311 - a test's
        seen: list[int] = []
        deadline = time.monotonic() + PATIENCE_S
        while (not seen or seen[-1] < until) and time.monotonic() < deadline:
            after, most = seen[-1] if seen else 0, chance.randint(1, 40)
            read = self._page if chance.random() < 0.4 else self._stream
            try:
                for revision in read(after, most):
                    seen.append(revision)
                    if revision == until:
                        break
            except CUT_OFF:
                time.sleep(0.05)
        return seen

    def _page(self, after: int, most: int) -> Iterator[int]:
        status, page = self._ask("GET", f"/changes?after={after}&limit={most}")
        assert status == 200 or (status == 503 and not page.get("items"))
        yield from (item["revision"] for item in page.get("items", []))

    def _stream(self, after: int, most: int) -> Iterator[int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        resumes = {"Last-Event-ID": str(after)} if after % 2 else {}
        query = "" if resumes else f"?after={after}"
        try:
            connection.request("GET", f"{self.path}/changes/stream{query}", headers=resumes)
            answer = connection.getresponse()
            while most and (line := answer.readline()):
                if line.startswith(b"id: "):
                    most -= 1
                    yield int(line[4:])
        finally:
            connection.close()

    def _ask(self, method: str, path: str, body: str | None = None, headers: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, self.path + path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@contextmanager
def serving(
    settings: Settings, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """Run `frontline serve`; give its port, and the process that looks after the workers."""
    url = settings.database_url
    environment = {
        **os.environ,
        **(environment or {}),
        "FRONTLINE_DATABASE_URL": url.get_secret_value() if url else "",
        "FRONTLINE_WORKERS": str(workers),
        "FRONTLINE_PORT": "0",
        "FRONTLINE_LOG_LEVEL": "error",
    }
    command = (sys.executable, "-m", "app.cli", "serve")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = re.search(r"http://[^:]+:(\d+)", server.stdout.readline())
            assert port
            connection = http.client.HTTPConnection("127.0.0.1", int(port[1]), timeout=PATIENCE_S)
            connection.request("GET", "/readyz")  # waits in line until the workers are there
            assert connection.getresponse().status == 200
            connection.close()
            yield int(port[1]), server.pid
        finally:
            server.terminate()
            server.wait(PATIENCE_S)


def workers_of(supervisor: int) -> set[int]:
    """Find the worker processes of a supervisor: the children of the one that forks them."""
    return {worker for forks in forker_of(supervisor) for worker in children(forks)}


def forker_of(supervisor: int) -> set[int]:
    """Find the process from which a supervisor's workers are forked."""
    return {pid for pid in children(supervisor) if b"forkserver" in _command(pid)}


def children(pid: int) -> set[int]:
    """Find the processes that a process began; none, if it has ended."""
    try:
        return {int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
