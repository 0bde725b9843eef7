"""Does a status rest on old evidence, and for how long does that stay so?"""

from collections.abc import Iterable
from datetime import date, timedelta


def is_stale(last_confirmed: date | None, day: date, older_than: int) -> bool:
    """Tell whether evidence is more than so many days older than a day.

    What rests on no evidence (None) is not stale: not assessed, or a tie of votes.
    """
    return last_confirmed is not None and (day - last_confirmed).days > older_than


def same_staleness(
    confirmed: Iterable[date], day: date, older_than: int
) -> tuple[date | None, date | None]:
    """Find the first and the last day around one on which the same evidence is stale.

    None: since ever, or for ever.
    """
    turns = sorted(on + timedelta(days=older_than + 1) for on in confirmed)
    before = [turn for turn in turns if turn <= day]
    after = [turn for turn in turns if turn > day]
    return before[-1] if before else None, after[0] - timedelta(days=1) if after else None
