"""How does each answer look, with real data? The files beside this one, which a test holds true."""

from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent


def examples(name: str) -> dict[str, Any]:
    """Read the example answers of a question by format, and the `request` they answer."""
    read: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return read
