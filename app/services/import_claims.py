"""Which claims does a table hold?"""

from collections.abc import Iterable

from app.errors import MOST_FAULTS, rejected
from app.services.folder_rows import ClaimRow
from app.services.post_claims import Posted
from app.services.tables import Numbered, read_table


def read_claims(lines: Iterable[bytes]) -> list[Posted]:
    """Read a CSV table of claims. Raises DraftRejected with all that can't be read, by line."""
    posted, faults = [], []
    for item in read_table(lines, ClaimRow):
        if isinstance(item, Numbered):
            posted.append(Posted(item.row.draft, line=item.line))
        else:
            faults.append(item)
            if len(faults) >= MOST_FAULTS:
                break
    if faults:
        raise rejected(faults)
    return posted
