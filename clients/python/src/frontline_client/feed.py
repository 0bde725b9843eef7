"""What happens next? The feed of events, followed for as long as one likes, without a gap."""

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import httpx

from frontline_client.errors import Problem, require_success
from frontline_client.retrying import WORTH_A_RETRY, pause_s

SILENCE_S = 40.0
"""The service sends a heartbeat each 15 seconds: after two that did not come, it is gone."""


class Event(NamedTuple):
    """An event: `revision` is its place in the ledger, `kind` is what changed, `data` tells it."""

    revision: int
    kind: str
    data: dict[str, Any]


def follow(http: httpx.Client, path: str, after: int) -> Iterator[Event]:
    """Give every event after a revision, in order; wait for those to come.

    A connection that breaks is made again from the last event on. Raises Problem for what trying
    again can't mend.
    """
    failures = 0
    while True:
        try:
            for event in _connected(http, path, after):
                if event.revision > after:
                    yield event
                    after, failures = event.revision, 0
        except httpx.TransportError:
            pass
        except Problem as problem:
            if problem.status not in WORTH_A_RETRY:
                raise
        time.sleep(pause_s(failures))
        failures += 1


def _connected(http: httpx.Client, path: str, after: int) -> Iterator[Event]:
    headers = {"Last-Event-ID": str(after), "Accept": "text/event-stream"}
    timeout = httpx.Timeout(10.0, read=SILENCE_S)
    with http.stream("GET", path, headers=headers, timeout=timeout) as response:
        if not response.is_success:
            response.read()
        require_success(response)
        yield from read_events(response.iter_lines())


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """Read server-sent events; comments, which keep the connection alive, are left out."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name:
            told = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{told}" if name in fields else told
        elif not line:
            if "data" in fields and "id" in fields:
                yield Event(int(fields["id"]), fields.get("event", ""), json.loads(fields["data"]))
            fields = {}
