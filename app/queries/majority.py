"""What do the sources' votes come to? One outcome, or a tie."""

from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, case, func, not_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from app.queries.ranks import bit, either, tie_at

RECENT = 14
"""Days by which a vote may be older than the newest one, and still counts."""


def outcome_of(votes: Select[Any], unknown: ColumnElement[int]) -> LateralFromClause:
    """Select the outcome of votes, each with `status`, `latest` and `rank` of its claim: one row.

    Columns: `winner`, the rank of the newest vote for the status that has most of them, or of a
    tie, which is `unknown`; `mask` of the statuses voted for and of the outcome; `last_confirmed`,
    the `latest` of the newest vote for the winner, null on a tie.
    """
    vote = votes.lateral("vote")
    newest = aggregate_order_by(vote.c.rank, vote.c.latest.desc(), vote.c.rank.desc())
    tally = (
        select(
            *(vote.c.status, func.count().label("votes"), func.max(vote.c.latest).label("latest")),
            func.array_agg(newest, type_=ARRAY(BigInteger))[1].label("newest"),
        )
        .group_by(vote.c.status)
        .lateral("tally")
    )
    tied = func.count().over(partition_by=tally.c.votes) > 1
    voted_for = func.bit_or(bit(tally.c.status)).over()
    return (
        select(
            case((tied, tie_at(unknown)), else_=tally.c.newest).label("winner"),
            either(voted_for, case((tied, bit(unknown)))).label("mask"),
            case((not_(tied), tally.c.latest)).label("last_confirmed"),
        )
        .order_by(tally.c.votes.desc())
        .limit(1)
        .lateral("outcome")
    )
