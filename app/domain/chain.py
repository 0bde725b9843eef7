"""Was history rewritten? Each event's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

START = bytes(32)
"""The hash before the first event."""


def chained(previous: bytes, content: Mapping[str, object]) -> bytes:
    """Hash an event: SHA-256 over the hash before it and its content as canonical JSON."""
    return hashlib.sha256(previous + canonical(content)).digest()


def canonical(content: Mapping[str, object]) -> bytes:
    """Write content so that equal content is equal bytes: sorted keys, no blanks, UTF-8."""
    return _CANONICAL.encode(content).encode()


def seal(salt: bytes, text: str) -> bytes:
    """Digest a text that may be blanked one day: SHA-256 over a random salt and the text."""
    return hashlib.sha256(salt + text.encode()).digest()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


_CANONICAL = json.JSONEncoder(
    default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
)
