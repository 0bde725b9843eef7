"""Who holds a district: the one definition, for any day, revision, policy and set.

A claim counts when it is *eligible*. Of the eligible claims that have the same `latest` day, the
one that comes first by precedence and revision *wins* the day. The winner of the last day up to
the day asked for *governs*. All questions about status are asked of these three notions.

A probe costs a few pages: an index of `coverage` holds a district's claims in the order in which
they win, so it reads from the end and stops after one day.
"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    not_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.selectable import LateralFromClause

from app.db.models import Code, coverage, set_members, statuses
from app.domain.policies import KEPT, Policy
from app.queries.majority import RECENT, outcome_of
from app.queries.ranks import SPAN, bit, claim_of, either, ends_by, rank, step_of


class View(NamedTuple):
    """What is asked for, resolved: the answer depends on nothing else, least of all the clock.

    `day` is the day asked for, or the day on which `revision` was recorded if that comes first:
    no claim speaks of what came after its recording. `kept_at` is the revision whose wins
    were kept when it was resolved; it decides how an answer is found, not what it is.
    """

    theatre: str
    set_id: str
    policy: Policy
    revision: int
    day: date
    kept_at: int

    @property
    def kept(self) -> bool:
        """Whether the wins that it asks for are kept: those of the head, under some rules."""
        return self.revision == self.kept_at and self.policy.rule in KEPT

    @property
    def binds(self) -> dict[str, object]:
        """The values that statements about a view are executed with."""
        return {**self._asdict(), "source": self.policy.source}


THEATRE = bindparam("theatre", type_=Code)
SET_ID = bindparam("set_id", type_=Code)
SOURCE = bindparam("source", type_=Code)
DISTRICT = bindparam("district", type_=Code)
REVISION = bindparam("revision", type_=BigInteger)
DAY = bindparam("day", type_=Date)

UNKNOWN = (
    select(statuses.c.step)
    .where(statuses.c.theatre == THEATRE, statuses.c.degree == "unknown")
    .order_by(statuses.c.ordering)
    .limit(1)
    .scalar_subquery()
)
"""The step of a tie: that of the theatre's first status of degree `unknown`."""


def control_at(rule: str, *, since: bool = False, members: Subquery | None = None) -> Subquery:
    """Say who holds each district of the set, under the policies of one `rule`.

    `members` are the districts asked for; None: those of the set. Columns: `district`; `status`
    (a step of the scale), `claim` and `last_confirmed` of the governing claim, None where there is
    none; `mask` of the statuses that are possible beside `status`; with `since`, the claim that
    `opened` the present period.
    """
    members = set_of_districts() if members is None else members
    district = members.c.district
    governing = governs(rule, district)
    windows = open_windows(rule).subquery("windows")
    tables = members.outerjoin(governing, true()).outerjoin(windows, windows.c.district == district)
    columns: list[ColumnElement[Any]] = [
        district,
        step_of(governing.c.winner).label("status"),
        claim_of(governing.c.winner).label("claim"),
        governing.c.last_confirmed,
        either(governing.c.mask, windows.c.mask).label("mask"),
    ]
    if since:
        turning = _turns(rule, district, governing)
        opening = _opens(rule, district, governing, turning)
        tables = tables.outerjoin(turning, true()).outerjoin(opening, true())
        columns.append(claim_of(opening.c.opening).label("opened"))
    return select(*columns).select_from(tables).subquery("control")


def set_of_districts() -> Subquery:
    """Select the districts of the set, as the column `district`."""
    return (
        select(set_members.c.district)
        .where(set_members.c.theatre == THEATRE, set_members.c.set_id == SET_ID)
        .subquery("members")
    )


def one_district() -> Subquery:
    """Select one district, in whatever set, as the column `district`."""
    return select(DISTRICT.label("district")).subquery("members")


def winners(rule: str, *conditions: ColumnElement[bool], of: FromClause = coverage) -> Select[Any]:
    """Select the winner of each day that is the `latest` of an eligible claim on one district.

    Which district, `conditions` say. Columns: `latest`, `winner` (the rank of the claim that wins)
    and `mask` of the statuses of all claims that tie for the day; `last_confirmed`, the `latest` of
    the winner; and `opening`, the rank of the claim that opens a period, if one begins on that day.
    """
    if rule == "majority":
        return _elections(of).where(*conditions)
    return first_of_day(of, eligible(of, rule), *conditions)


def first_of_day(of: FromClause, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Select the columns of `winners` where a day's own claims decide it."""
    winner = func.max(rank(of))
    return (
        select(
            of.c.latest,
            winner.label("winner"),
            func.bit_or(bit(of.c.status)).label("mask"),
            *(of.c.latest.label("last_confirmed"), winner.label("opening")),
        )
        .where(*conditions)
        .group_by(of.c.latest)
    )


def _elections(of: FromClause) -> Select[Any]:
    """Select the columns of `winners` under the majority, a row for each day.

    The sources vote again on each day on which a claim becomes certain, and on no other: a vote
    lapses when others are newer, not when time goes by. A period is opened by the newest vote for
    the outcome if that is of the day, else by the claim of the day that moved the majority.
    """
    outcome = outcome_of(_votes(of), UNKNOWN)
    of_the_day = outcome.c.last_confirmed == of.c.latest
    opening = case((of_the_day, outcome.c.winner), else_=rank(of)).label("opening")
    return (
        select(of.c.latest, *outcome.c, opening)
        .join_from(of, outcome, true())
        .where(eligible(of, "majority"), not_(_outranked(of).exists()))
    )


def _outranked(of: FromClause) -> Select[Any]:
    """Select the eligible claims that rank above one of the same day."""
    above = coverage.alias()
    return select(above.c.claim).where(
        *(eligible(above, "majority"), above.c.district == of.c.district),
        above.c.latest == of.c.latest,
        tuple_(above.c.precedence, above.c.claim) > tuple_(of.c.precedence, of.c.claim),
    )


def _votes(of: FromClause) -> Select[Any]:
    """Select each source's vote on the day of a claim.

    It is the source's last claim up to that day, if it is recent beside the newest one, which is
    of the day itself.
    """
    v = coverage.alias()
    recent = v.c.latest.between(of.c.latest - RECENT, of.c.latest)
    return (
        select(v.c.status, v.c.latest, rank(v).label("rank"))
        .where(eligible(v, "majority"), v.c.district == of.c.district, recent)
        .ext(distinct_on(v.c.source))
        .order_by(v.c.source, v.c.latest.desc(), rank(v).desc())
        .correlate(of)
    )


def governs(
    rule: str, district: ColumnElement[str], day: ColumnElement[date] = DAY
) -> LateralFromClause:
    """Select the winner that governs the district on a day, that of the view by default."""
    c = coverage.alias()
    upto = winners(rule, c.c.district == district, c.c.latest <= day, of=c)
    return upto.order_by(c.c.latest.desc()).limit(1).lateral("governing")


def _turns(
    rule: str, district: ColumnElement[str], governing: LateralFromClause
) -> LateralFromClause:
    """Select the last day before the governing one that another status wins."""
    c = coverage.alias()
    day = winners(rule, c.c.district == district, c.c.latest < governing.c.latest, of=c)
    before = day.correlate(governing, district.table).order_by(c.c.latest.desc()).lateral("before")
    other = step_of(before.c.winner) != step_of(governing.c.winner)
    turning = select(before.c.latest).where(other).correlate(governing, district.table)
    return turning.limit(1).lateral("turning")


def _opens(
    rule: str,
    district: ColumnElement[str],
    governing: LateralFromClause,
    turning: LateralFromClause,
) -> LateralFromClause:
    """Select the winner that opened the present period: the first after the turning."""
    c = coverage.alias()
    begin = func.coalesce(turning.c.latest, literal_column("date '-infinity'"))
    present = and_(c.c.latest > begin, c.c.latest <= governing.c.latest)
    period = winners(rule, c.c.district == district, present, of=c)
    return period.order_by(c.c.latest).limit(1).lateral("opening")


def open_windows(rule: str, day: ColumnElement[date] = DAY) -> Select[Any]:
    """Select, per district, the `mask` of the claims whose window is open on a day.

    There are none under the majority: who has not yet a certain claim does not vote.

    A window of class s that is open on day V ends within V + 2**s: a short range of the index.
    """
    c = coverage.alias()
    window = windows_of(rule, SPAN.c.span, c, c.c.latest > day, c.c.latest <= ends_by(day))
    return (
        select(window.c.district, func.bit_or(bit(window.c.status)).label("mask"))
        .select_from(SPAN.join(window, true()))
        .where(window.c.earliest <= day)
        .group_by(window.c.district)
    )


def windows_of(
    rule: str, span: ColumnElement[int], of: FromClause, *ends: ColumnElement[bool]
) -> LateralFromClause:
    """Select the windows of one length class that end within some days.

    OFFSET 0 keeps the classes apart: each is a short range of the index, all together are not.
    """
    return (
        select(of.c.district, of.c.status, of.c.earliest, of.c.latest)
        .where(false() if rule == "majority" else eligible(of, rule), of.c.span == span)
        .where(of.c.earliest < of.c.latest, *ends)
        .offset(literal_column("0"))
        .correlate_except(of)
        .lateral("window")
    )


def eligible(
    of: FromClause,
    rule: str,
    revision: ColumnElement[int] = REVISION,
    source: ColumnElement[str] = SOURCE,
) -> ColumnElement[bool]:
    """Hold for the rows that count: known at the revision, admitted by the policy's rule.

    Revision and source are those of the view, unless two views meet in one statement.
    """
    return and_(known(of, revision), admitted(of, rule, source))


def known(of: FromClause, revision: ColumnElement[int] = REVISION) -> ColumnElement[bool]:
    """Hold for the rows that stand at the revision."""
    since, until = of.c.revision_from <= revision, of.c.revision_to > revision
    return and_(of.c.theatre == THEATRE, since, until)


def admitted(of: FromClause, rule: str, source: ColumnElement[str] = SOURCE) -> ColumnElement[bool]:
    """Hold for the rows that the policy's rule admits."""
    return {
        "confirmed": of.c.confirmed,
        "any": true(),
        "majority": true(),
        "against-interest": not_(of.c.in_own_favour),
        "source": of.c.source == source,
    }[rule]
