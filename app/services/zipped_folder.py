"""How does a folder travel as one file? As a zip, written while it is read, and unpacked again."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from app.errors import DraftRejected

File = tuple[str, Iterable[bytes]]
"""A file's name, and the parts of what is in it."""

SENT_AT_ONCE = 262_144
MOST_FILES = 1000
MOST_BYTES = 2**34
"""What a zip may unpack to: a ledger of a million claims takes about a tenth of it."""

EPOCH = (1980, 1, 1, 0, 0, 0)  # of equal files the zips are equal


class _Sink:
    """Takes what a zip writes, and gives it away in pieces: it can't be sought in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.waiting = 0

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        self.waiting += len(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: what was written waits to be taken."""

    def close(self) -> None:
        """Do nothing, likewise."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        self.waiting = 0
        return taken


def zipped(files: Iterable[File]) -> Iterator[bytes]:
    """Give a zip of the files piece by piece; each file is read before the next is asked for."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, parts in files:
            info = ZipInfo(name, EPOCH)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as entry:
                for part in parts:
                    entry.write(part)
                    if sink.waiting > SENT_AT_ONCE:
                        yield sink.take()
    yield sink.take()


def unpack(file: Path, folder: Path, most_bytes: int = MOST_BYTES, hint: str = "") -> list[Path]:
    """Unpack the files of a zip, of `most_bytes` together, into a folder.

    Raises DraftRejected, with the `hint` if they are too large.
    """
    try:
        with ZipFile(file) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > most_bytes:
                raise DraftRejected(
                    f"{file.name} would unpack to more than {most_bytes:,} bytes, or to more than"
                    f" {MOST_FILES} files. {hint}".rstrip()
                )
            return [Path(archive.extract(each, folder)) for each in members]  # no more than told
    except (BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise DraftRejected(f"{file.name} can't be unpacked: {error}.") from None


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Lend a theatre's folder; one that comes as a zip is unpacked for the while.

    Raises DraftRejected for any other file, and for a zip that is damaged.
    """
    if path.is_dir():
        yield path
        return
    with TemporaryDirectory(prefix="frontline-") as unpacked:
        unpack(path, Path(unpacked))
        found = sorted(Path(unpacked).rglob("theatre.toml"))
        yield found[0].parent if found else Path(unpacked)
