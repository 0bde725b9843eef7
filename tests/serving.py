"""`frontline serve` as a process of its own, and what it writes to its log."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from app.settings import Settings

FRONTLINE = Path(sys.executable).with_name("frontline")
CLIENT = "127.0.0.2"


@contextmanager
def serving(settings: Settings, log: Path, **own: str) -> Iterator[int]:
    """Run `frontline serve` with settings of its own (PORT and such); give the port."""
    assert settings.database_url is not None
    named = {"DATABASE_URL": settings.database_url.get_secret_value(), "PORT": "0", **own}
    env = os.environ | {f"FRONTLINE_{name}": value for name, value in named.items()}
    with log.open("w") as out:
        process = subprocess.Popen(
            [FRONTLINE, "serve"], stdout=subprocess.PIPE, stderr=out, env=env
        )
        assert process.stdout is not None
        try:
            found = re.search(rb":(\d+) ", process.stdout.readline())
            assert found is not None, log.read_text()
            yield int(found[1])
        finally:
            process.terminate()
            process.communicate()


def ask(port: int, method: str, path: str, body: object = None, **headers: str) -> int:
    """Ask on a connection of its own, from an address that no log may hold; give the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=(CLIENT, 0))
    raw = None if body is None else json.dumps(body)
    connection.request(method, path, raw, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def hold(port: int, path: str) -> None:
    """Ask until the answer is one that was held, which carries no request id."""
    for _ in range(200):
        with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            if "X-Request-Id" not in answer.headers:
                return
        time.sleep(0.05)
    raise AssertionError(f"{path} is not held")


def soon_logged(log: Path, **wanted: object) -> dict[str, Any]:
    """Give the line that holds this; it is written once the answer was sent."""
    for _ in range(200):
        for line in lines(log):
            if line.items() >= wanted.items():
                return line
        time.sleep(0.05)
    raise AssertionError(f"{wanted} is not logged")


def lines(log: Path) -> list[dict[str, Any]]:
    """Read a log, every line of which is a JSON object; the last one may still be written."""
    return [json.loads(line) for line in log.read_text().rpartition("\n")[0].splitlines()]
