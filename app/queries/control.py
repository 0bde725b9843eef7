"""Who holds a district, in the cheaper of two ways: as it is kept for the head, or by the rule.

Both say the same. What is kept is read from a few ranges of an index, however many claims there
are; the rule probes them district by district, for any revision and policy.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Subquery,
    and_,
    bindparam,
    literal_column,
    select,
    true,
    union_all,
)

from app.db.models import HOLDS, OPEN, claims, wins
from app.domain.policies import KEPT
from app.queries.control_at import (
    DAY,
    REVISION,
    THEATRE,
    control_at,
    open_windows,
    set_of_districts,
)
from app.queries.ranks import SPAN, either, ends_by

LAST = bindparam("last", type_=Date)


def control(
    rule: str, *, kept: bool = False, since: bool = False, members: Subquery | None = None
) -> Subquery:
    """Say who holds each district of the set, or of `members`; `kept` is that of the view.

    Columns: `district`; `status`, `claim`, `last_confirmed` and `mask` as in `control_at`; with
    `since`, the window of the claim that opened the period: `valid_from`, `earliest`, `since`.
    """
    members = set_of_districts() if members is None else members
    if kept:
        return _kept(rule, members)
    found = control_at(rule, since=since, members=members)
    if not since:
        return found
    opening = claims.alias("opening")
    same = and_(opening.c.theatre == THEATRE, opening.c.revision == found.c.opened)
    window = (opening.c.valid_from, opening.c.earliest, opening.c.latest.label("since"))
    tables = found.outerjoin(opening, same)
    return select(*found.c, *window).select_from(tables).subquery("dated")


def _kept(rule: str, members: Subquery) -> Subquery:
    win, windows = _governing(rule), open_windows(rule).subquery("windows")
    tables = members.outerjoin(win, win.c.district == members.c.district).outerjoin(
        windows, windows.c.district == members.c.district
    )
    columns: Sequence[ColumnElement[Any]] = (
        *(members.c.district, win.c.status, win.c.claim, win.c.latest.label("last_confirmed")),
        either(win.c.mask, windows.c.mask).label("mask"),
        *(win.c.valid_from, win.c.earliest, win.c.since),
    )
    return select(*columns).select_from(tables).subquery("control")


def turns(rule: str) -> Subquery:
    """Select from what is kept where another status or mask begins, until LAST, and what is on DAY.

    Columns: `district`, `day`, `status` and `mask`; these are null where nothing governs on DAY.
    """
    members, win = set_of_districts(), _governing(rule)
    first = select(members.c.district, DAY.label("day"), win.c.status, win.c.mask).select_from(
        members.outerjoin(win, win.c.district == members.c.district)
    )
    turn = select(wins.c.district, wins.c.latest, wins.c.status, wins.c.mask).where(
        wins.c.turns, wins.c.latest > DAY, wins.c.latest <= LAST
    )
    of_member = wins.c.district == members.c.district
    still = turn.where(*_holding(rule), of_member).correlate(members).lateral("still")
    later = select(*still.c).select_from(members.join(still, true()))
    once = turn.where(*_ended(rule)).join(members, of_member)
    return union_all(first, later, once).subquery("turns")


def _governing(rule: str) -> Subquery:
    """Select the win of each district that lasts on the day of the view.

    One that lasts for days of class s, V among them, ends by V + 2**s: as with windows, these are
    a short range of the index, and most of what is in it lasts on V.
    """
    lasting = select(
        *(wins.c.district, wins.c.latest, wins.c.claim, wins.c.status, wins.c.mask),
        *(wins.c.since, wins.c.earliest, wins.c.valid_from),
    ).where(wins.c.latest <= DAY, wins.c.until > DAY)
    still = (
        lasting.where(*_holding(rule), wins.c.span == SPAN.c.span, wins.c.until <= ends_by(DAY))
        .offset(literal_column("0"))
        .correlate(SPAN)
        .lateral("still")
    )
    now = select(*still.c).select_from(SPAN.join(still, true()))
    return union_all(now, lasting.where(*_ended(rule))).subquery("governing")


def holds() -> ColumnElement[bool]:
    """Hold for the wins of the newest head, in the words of the indexes that have these alone."""
    return literal_column(f"wins.{HOLDS}", Boolean)


def _holding(rule: str) -> Sequence[ColumnElement[bool]]:
    return (*_known(rule), holds())


def _ended(rule: str) -> Sequence[ColumnElement[bool]]:
    """Hold for wins that a write ended since the view was resolved: seldom for any."""
    newest = literal_column(str(OPEN), BigInteger)
    return (*_known(rule), wins.c.revision_to > REVISION, wins.c.revision_to < newest)


def _known(rule: str) -> Sequence[ColumnElement[bool]]:
    return (
        wins.c.theatre == THEATRE,
        wins.c.rule == literal_column(str(KEPT.index(rule))),
        wins.c.revision_from <= REVISION,
    )
