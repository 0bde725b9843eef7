"""How much may one address, or one key, ask in a minute? Any number, unless limits are set.

Each worker counts for itself what it works on: what is held ready is not counted. Windows are fixed
and begin with the first request. The fields are those of draft-ietf-httpapi-ratelimit-headers-10;
answers that caches may share don't keep them.
"""

import time
from collections.abc import Callable
from ipaddress import ip_address
from math import ceil
from threading import Lock
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem

WINDOW_S = 60
MOST_KNOWN = 10_000
"""Addresses, or keys, that are counted at once; the one that came first is forgotten first."""

UNCOUNTED = ("/healthz", "/readyz")


class Count(NamedTuple):
    """What one of them has left of a limit, and in how many seconds it has all of it again."""

    name: str
    quota: int
    left: int
    reset_s: int

    @property
    def detail(self) -> str:
        """Say what was too much, and when to come back."""
        limit = f"At most {self.quota} requests a minute of one {self.name} are answered here."
        return f"{limit} Try again in {self.reset_s} s."


class Limit:
    """So many requests a minute for each `name`: address or key. It can be asked by all threads."""

    def __init__(self, name: str, quota: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.quota = quota
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, who: str) -> Count:
        """Count a request; `left` is -1 if it is one too many."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            until, taken = self._windows.get(who, (now + WINDOW_S, 0))
            self._windows[who] = until, min(taken, self.quota) + 1
            left = self.quota - self._windows[who][1]
            return Count(self.name, self.quota, left, ceil(until - now))

    def _forget(self, now: float) -> None:
        """Let go of windows that are over; they stand in the order in which they began."""
        while self._windows:
            first = next(iter(self._windows))
            if self._windows[first][0] > now and len(self._windows) < MOST_KNOWN:
                return
            del self._windows[first]


class Rates:
    """ASGI middleware that counts requests by address, and tells what was counted of them."""

    def __init__(self, app: ASGIApp, per_address: int) -> None:
        self.app = app
        self._limit = Limit("address", per_address) if per_address else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["path"] in UNCOUNTED:
            await self.app(scope, receive, send)
            return
        counts: list[Count] = []
        if self._limit is not None:
            counts.append(self._limit.take(_address(scope)))

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_fields(counts)]}
            await send(message)

        if counts and counts[0].left < 0:
            retry = {"Retry-After": str(counts[0].reset_s)}
            await problem(429, counts[0].detail, headers=retry)(scope, receive, telling)
        else:
            scope["counts"] = counts
            await self.app(scope, receive, telling)


def _fields(counts: list[Count]) -> list[tuple[bytes, bytes]]:
    if not counts:
        return []
    policies = ", ".join(f'"{c.name}";q={c.quota};w={WINDOW_S}' for c in counts)
    left = ", ".join(f'"{c.name}";r={max(c.left, 0)};t={c.reset_s}' for c in counts)
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", left.encode())]


def _address(scope: Scope) -> str:
    """Tell who asks: an address, of IPv6 its network, of which one client has all addresses."""
    host: str = (scope.get("client") or ("",))[0]
    if ":" not in host:
        return host
    return ip_address(host.partition("%")[0]).packed[:8].hex()
