"""How is a long answer shown as an example? Cut to what tells its shape."""

from typing import Any

SHORT = 6
MADE_ANEW = {"hash", "head_hash"}
"""Members that differ each time the same facts are recorded."""


def abridged(answer: Any) -> Any:
    """Keep two items of each long list, and geometries whole."""
    if isinstance(answer, dict):
        return {name: _member(name, value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [abridged(item) for item in (answer if len(answer) <= SHORT else answer[:2])]
    return answer


def _member(name: str, value: Any) -> Any:
    if name == "geometry":
        return value
    return "…" if name in MADE_ANEW else abridged(value)


def abridged_table(text: str) -> str:
    """Keep the header and two rows."""
    return "\r\n".join(text.split("\r\n")[:3]) + "\r\n"
