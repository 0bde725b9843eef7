"""How does a table of claims get into the ledger: all of it, or nothing?"""

from collections.abc import Iterable

from app.services.folder_rows import ClaimRow
from app.services.post_claims import Desk, Posted, Recorded, post_claims, rejected
from app.services.progress import Track, untold
from app.services.record_events import Ledger
from app.services.tables import Numbered, read_table


def import_claims(
    ledger: Ledger, lines: Iterable[bytes], desk: Desk, track: Track = untold
) -> Recorded:
    """Record a CSV table on a locked ledger in the order of its rows; the ledger is then closed.

    Raises what post_claims raises; DraftRejected tells all that is wrong by line.
    """
    return post_claims(ledger, read_claims(lines), desk, track)


def read_claims(lines: Iterable[bytes]) -> list[Posted]:
    """Read a CSV table of claims. Raises DraftRejected with all that can't be read, by line."""
    posted, faults = [], []
    for item in read_table(lines, ClaimRow):
        if isinstance(item, Numbered):
            posted.append(Posted(item.row.draft, line=item.line))
        else:
            faults.append(item)
    if faults:
        raise rejected(faults)
    return posted
