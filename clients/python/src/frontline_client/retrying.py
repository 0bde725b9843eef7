"""When is a request sent again? When it can't do harm, and may succeed the next time."""

import random
import time
from collections.abc import Callable

import httpx

WORTH_A_RETRY = {429, 502, 503, 504}
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
DOUBLINGS = 10
"""More of them change nothing, and at a thousand the number would be too large for a float."""

Send = Callable[[], httpx.Response]


def pause_s(attempt: int) -> float:
    """Tell how long to wait after a failure, the first being 0: longer each time, not in step."""
    longest: float = min(FIRST_PAUSE_S * 2 ** min(attempt, DOUBLINGS), LONGEST_PAUSE_S)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it


def send_until_answered(send: Send, retries: int) -> httpx.Response:
    """Send a request that may safely be sent twice, and give its answer, good or bad.

    Raises httpx.TransportError when the service could not be reached at the last try, either.
    """
    for attempt in range(retries):
        try:
            response = send()
        except httpx.TransportError:
            wait = pause_s(attempt)
        else:
            if response.status_code not in WORTH_A_RETRY:
                return response
            wait = _asked_for(response) or pause_s(attempt)
        time.sleep(wait)
    return send()


def _asked_for(response: httpx.Response) -> float | None:
    """Read how many seconds the service asks to wait."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), LONGEST_PAUSE_S) if text.isdigit() else None
