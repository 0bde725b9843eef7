"""What can a route depend on without a thread? What is made of the request, and waits for nothing.

FastAPI lends a thread to each dependency that is not a coroutine, at a tenth of a millisecond.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any


@cache
def inline(make: Callable[..., Any]) -> Callable[..., Any]:
    """Let FastAPI call a function or class where it is; it must not wait for anything."""

    @wraps(make)
    async def made(**parameters: Any) -> Any:
        return make(**parameters)

    return made
