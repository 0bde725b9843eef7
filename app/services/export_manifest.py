"""Is an export whole, and of what? Its manifest is a Data Package with a hash for each file."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

import orjson

from app.queries.theatres import Theatre

NAME = "datapackage.json"
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
    ".toml": "application/toml",
}


class Measured:
    """The parts of a file, counted and hashed while they are read."""

    def __init__(self, name: str, parts: Iterable[bytes]) -> None:
        self._name, self._parts = PurePath(name), parts
        self._bytes, self._hash = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        """Give the parts, once."""
        for part in self._parts:
            self._bytes += len(part)
            self._hash.update(part)
            yield part

    def resource(self) -> dict[str, Any]:
        """Describe the file as a resource of the package, once it was read."""
        return {
            "name": self._name.stem,
            "path": str(self._name),
            "type": "table" if self._name.suffix == ".csv" else "file",
            "format": self._name.suffix.removeprefix("."),
            "mediatype": MEDIA_TYPES[self._name.suffix],
            "encoding": "utf-8",
            "bytes": self._bytes,
            "hash": f"sha256:{self._hash.hexdigest()}",
        }


def manifest(theatre: Theatre, method: dict[str, Any], files: Iterable[Measured]) -> bytes:
    """Write the manifest: at which head of the ledger, by which method, under which licence."""
    package = {
        "profile": "data-package",
        "name": theatre.id.lower(),
        "title": theatre.title,
        "description": theatre.note,
        "created": theatre.recorded_at,
        "licenses": [{"name": theatre.licence}],
        "sources": [{"title": theatre.attribution}],
        "frontline": {
            "theatre": theatre.id,
            "revision": theatre.revision,
            "head_hash": theatre.head_hash.hex(),
            "method": method,
        },
        "resources": [file.resource() for file in files],
    }
    given = {name: value for name, value in package.items() if value is not None}
    return orjson.dumps(given, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n"


def changed_files(folder: Path) -> list[str]:
    """Name the files of a folder that are not as the manifest of their export has them.

    Without a manifest that can be read there is nothing to compare with.
    """
    try:
        resources = orjson.loads((folder / NAME).read_bytes())["resources"]
        noted = {str(each["path"]): each["hash"] for each in resources if "hash" in each}
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name, hash_ in noted.items() if _hash_of(folder / name) != hash_]


def _hash_of(file: Path) -> str | None:
    if not file.is_file():
        return None
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
