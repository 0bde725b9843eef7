"""How does a command show how far long work is?"""

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def shown(items: Sequence[T], doing: str) -> Iterable[T]:
    """Give the items one by one, under a bar on stderr if someone is looking."""
    looking = sys.stderr.isatty()
    console = Console(stderr=True)
    return track(items, doing, console=console, transient=True, disable=not looking)
