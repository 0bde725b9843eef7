"""How do the clients of a torture ask? Over connections that stay, until they are cut off."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

CUT_OFF = (OSError, http.client.HTTPException)
HANGS_S = 25.0
"""Seconds after which a client calls it a hang. No answer may take as long, whatever happens."""


class Answer(NamedTuple):
    """What came back; `began` and `ended` are seconds of the monotonic clock."""

    status: int
    headers: dict[str, str]
    body: bytes
    began: float
    ended: float

    @property
    def age(self) -> int | None:
        """Seconds for which the service could not tell whether it was the newest; None: it can."""
        return int(self.headers["age"]) if "age" in self.headers else None

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


class Asking:
    """A client with one connection at a time, which it makes anew when it was cut off."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        """Ask once; with a body it is a post. Raises one of CUT_OFF."""
        began = time.monotonic()
        sent = dict(headers or {})
        if body is not None:
            sent["Content-Type"] = "application/json"
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGS_S)
        try:
            text = None if body is None else json.dumps(body)
            self._connection.request("GET" if body is None else "POST", path, text, sent)
            answer = self._connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read(), began, time.monotonic())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Give itself; its connection is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
