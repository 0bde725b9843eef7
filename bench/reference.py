"""How fast could any Python server be here? It sends finished bytes, and does nothing else.

The answers are those of the service, written down before; the path and the day that is asked about
name one of them, so that it sends what the service sends, as many different bodies too.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

ANSWERS = "FRONTLINE_BENCH_ANSWERS"
"""The environment variable with the file of the answers."""


class Answer(NamedTuple):
    """What a server sent to a question."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def write_answers(file: Path, answers: dict[str, Answer]) -> None:
    """Write answers down by name."""
    kept = {
        path: (status, headers, body.decode("latin-1"))
        for path, (status, headers, body) in answers.items()
    }
    file.write_text(json.dumps(kept))


def _read_answers(file: Path) -> dict[str, tuple[dict[str, object], dict[str, object]]]:
    messages = {}
    for path, (status, named, body) in json.loads(file.read_text()).items():
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in named]
        messages[path] = (
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body.encode("latin-1")},
        )
    return messages


_messages = _read_answers(Path(os.environ[ANSWERS])) if ANSWERS in os.environ else {}


def name_of(path: str, query: bytes = b"") -> str:
    """Name the answer to a path; a query, if there is one, begins with `at=` and the day."""
    return path + query[3:13].decode()


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """Send what stands under the name."""
    start, body = _messages[name_of(scope["path"], scope["query_string"])]
    await send(start)
    await send(body)
