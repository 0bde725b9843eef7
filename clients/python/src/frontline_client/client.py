"""One theatre of a Frontline service, asked and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, cast
from uuid import uuid4

import httpx

from frontline_client.errors import require_success
from frontline_client.feed import Event, follow
from frontline_client.frames import buckets_frame, series_frame
from frontline_client.models import Aggregates, Claim, DistrictStatus, History, Recorded
from frontline_client.retrying import send_until_answered

if TYPE_CHECKING:
    import pandas as pd

TIMEOUT_S = 30.0
Parameter = str | int | bool | Sequence[str] | None


class Frontline:
    """A client of one theatre. Close it, or use it in a `with`.

    Reads take the service's parameters by their names: `at`, `known_at` or `revision`, `policy`,
    `set`, and those of each question. After a write, reads show that write or a later state.
    """

    def __init__(
        self,
        address: str,
        theatre: str = "AF",
        *,
        key: str | None = None,
        retries: int = 5,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`key` is needed to write. `transport` replaces the network, as for a proxy or a test."""
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/v1/theatres/{theatre}",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=TIMEOUT_S,
            transport=transport,
        )
        self._retries = retries
        self._revision = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def get(self, path: str = "", **parameters: Parameter) -> dict[str, Any]:
        """Ask any question of the theatre, such as `/sources`. Raises Problem."""
        asked = {name: value for name, value in parameters.items() if value is not None}
        headers = {"Min-Revision": str(self._revision)} if self._revision else {}
        response = send_until_answered(
            lambda: self._http.get(path, params=asked, headers=headers),
            self._retries,
        )
        require_success(response)
        return cast(dict[str, Any], response.json())

    def status(self, **parameters: Parameter) -> list[DistrictStatus]:
        """Tell who holds what: each district of the set. Raises Problem."""
        return cast(list[DistrictStatus], self.get("/status", **parameters)["items"])

    def history(self, district: str, **parameters: Parameter) -> History:
        """Tell the periods of a district, by code or name, and its claims. Raises Problem."""
        return cast(History, self.get(f"/districts/{district}/history", **parameters))

    def aggregates(self, **parameters: Parameter) -> Aggregates:
        """Count the districts by status. Raises Problem."""
        return cast(Aggregates, self.get("/aggregates", **parameters))

    def aggregates_frame(
        self, by: Literal["province"] | None = None, **parameters: Parameter
    ) -> pd.DataFrame:
        """Count the districts by status, as a table of pandas. Raises Problem."""
        return buckets_frame(self.get("/aggregates", by=by, **parameters))

    def series_frame(
        self, first: str, last: str, value: str = "count", **parameters: Parameter
    ) -> pd.DataFrame:
        """Count the districts day by day, as a table of pandas. Raises Problem."""
        asked = {"from": first, "to": last, **parameters}
        return series_frame(self.get("/aggregates/series", **asked), value)

    def post(
        self, *claims: Claim, idempotency_key: str | None = None, **parameters: Parameter
    ) -> Recorded:
        """Record claims, all or none of them, once, however often the network fails.

        All tries carry one key of idempotency; give your own to retry in another process, too.
        `on_duplicate="skip"` passes over what is recorded already. Raises Problem.
        """
        headers = {"Idempotency-Key": idempotency_key or uuid4().hex}
        asked = {name: value for name, value in parameters.items() if value is not None}
        body = {"claims": list(claims)}
        response = send_until_answered(
            lambda: self._http.post("/claims", json=body, params=asked, headers=headers),
            self._retries,
        )
        require_success(response)
        recorded: dict[str, Any] = response.json()
        self._revision = max(self._revision, recorded.get("revision", 0))
        replayed = "Idempotency-Replayed" in response.headers
        return cast(Recorded, {**recorded, "replayed": replayed})

    def follow(self, after: int = 0) -> Iterator[Event]:
        """Give every event after a revision, and wait for those to come, for ever.

        Keep the revision of the last event that you handled: it is where to resume. Raises Problem.
        """
        return follow(self._http, "/changes/stream", after)
