"""How does a file come from an address? Over HTTP, as far as a limit, or with a word on why not."""

from http.client import HTTPException
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from app.errors import DraftRejected

AT_ONCE = 1 << 20
TIMEOUT_S = 30


def is_address(text: str) -> bool:
    """Whether a text is an address on the web rather than a path."""
    return urlsplit(text).scheme in {"http", "https"}


def fetch_file(address: str, folder: Path, limit: int) -> Path:
    """Fetch a file into a folder, under the name that its address has.

    Raises DraftRejected when it can't be reached or is longer than the limit, in bytes.
    """
    name = Path(unquote(urlsplit(address).path)).name or "boundaries"
    path = folder / name
    request = Request(address)  # noqa: S310 - see is_address
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer, path.open("wb") as file:  # noqa: S310
            while part := answer.read(AT_ONCE):
                file.write(part)
                if file.tell() > limit:
                    raise DraftRejected(f"{address} is longer than {limit:,} bytes.")
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DraftRejected(f"{address} can't be fetched ({reason}).") from None
    return path
