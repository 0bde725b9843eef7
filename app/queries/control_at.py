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
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.sql.selectable import LateralFromClause

from app.db.models import Code, coverage, set_members
from app.domain.policies import Policy
from app.domain.windows import SPANS


class View(NamedTuple):
    """What is asked for, resolved: the answer depends on nothing else, least of all the clock.

    `day` is the day asked for, or the day on which `revision` was recorded if that comes first:
    no claim speaks of what came after its recording.
    """

    theatre: str
    set_id: str
    policy: Policy
    revision: int
    day: date

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

STEPS, CLAIMS = literal_column(str(2**5), BigInteger), literal_column(str(2**55), BigInteger)
"""How many steps and claims there can be: the places of a rank's digits."""


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
        governing.c.latest.label("last_confirmed"),
        either(governing.c.mask, windows.c.mask).label("mask"),
    ]
    if since:
        turning = _turns(rule, district, governing)
        opening = _opens(rule, district, governing, turning)
        tables = tables.outerjoin(turning, true()).outerjoin(opening, true())
        columns.append(claim_of(opening.c.winner).label("opened"))
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
    and `mask` of the statuses of all claims that tie for the day.
    """
    return (
        select(
            of.c.latest,
            func.max(rank(of)).label("winner"),
            func.bit_or(bit(of.c.status)).label("mask"),
        )
        .where(eligible(of, rule), *conditions)
        .group_by(of.c.latest)
    )


def rank(of: FromClause) -> ColumnElement[int]:
    """Rank a day's claims by precedence and id, in one number that keeps the step of the status.

    The numbers of an array would say the same, and take several times as long to compare.
    """
    precedence, step = (cast(column, BigInteger) for column in (of.c.precedence, of.c.status))
    return precedence * CLAIMS * STEPS + of.c.claim * STEPS + step


def claim_of(winner: ColumnElement[int]) -> ColumnElement[int]:
    """Read the id of the claim from its rank."""
    return winner // STEPS % CLAIMS


def step_of(winner: ColumnElement[int]) -> ColumnElement[int]:
    """Read the step of the status from a claim's rank."""
    return cast(winner % STEPS, Integer)


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
    before = winners(rule, c.c.district == district, c.c.latest < governing.c.latest, of=c)
    other = step_of(func.max(rank(c))) != step_of(governing.c.winner)
    return before.having(other).order_by(c.c.latest.desc()).limit(1).lateral("turning")


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

    A window of class s that is open on day V ends within V + 2**s: a short range of the index.
    """
    spans = func.generate_series(SPANS[0], SPANS[-1]).table_valued("span").render_derived()
    c = coverage.alias()
    ends_by = day.op("+", return_type=Date())(bit(spans.c.span))
    window = windows_of(rule, spans.c.span, c, c.c.latest > day, c.c.latest <= ends_by)
    return (
        select(window.c.district, func.bit_or(bit(window.c.status)).label("mask"))
        .select_from(spans.join(window, true()))
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
        .where(eligible(of, rule), of.c.span == span, of.c.earliest < of.c.latest, *ends)
        .offset(literal_column("0"))
        .correlate_except(of)
        .lateral("window")
    )


def eligible(of: FromClause, rule: str) -> ColumnElement[bool]:
    """Hold for the rows that count: known at the revision, admitted by the policy's rule."""
    known = and_(
        of.c.theatre == THEATRE,
        of.c.revision_from <= REVISION,
        of.c.revision_to > REVISION,
    )
    admitted = {"confirmed": of.c.confirmed, "any": true(), "source": of.c.source == SOURCE}
    return and_(known, admitted[rule])


def bit(step: ColumnElement[int]) -> ColumnElement[int]:
    """Turn a status's step into its bit in a mask of statuses."""
    return literal(1, Integer).op("<<", return_type=Integer())(cast(step, Integer))


def either(mask: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """Unite two masks; an absent one is empty."""
    return func.coalesce(mask, 0).op("|", return_type=Integer())(func.coalesce(other, 0))
