"""Which request is served here? Its id stands in the answer, and in what is logged meanwhile."""

import re
import secrets
from contextvars import ContextVar

from starlette.types import Scope

CURRENT: ContextVar[str | None] = ContextVar("request_id", default=None)
HARMLESS = re.compile(r"[A-Za-z0-9._-]{1,64}")


def take_request_id(scope: Scope) -> str:
    """Take the caller's id if it is harmless, else make one."""
    taken = secrets.token_hex(8)
    for name, value in scope["headers"]:
        text: str = value.decode("latin-1")
        if name == b"x-request-id" and HARMLESS.fullmatch(text):
            taken = text
            break
    CURRENT.set(taken)
    return taken
