"""What follows from the facts, kept so that reads find it: rows that writes derive.

Rows are added, and ended once. Triggers hold everyone to it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

from app.db.models.base import OPEN, Code, in_theatre, metadata

HOLDS = f"revision_to = {OPEN}"

coverage = Table(
    "coverage",
    metadata,
    Column("theatre", Code),
    Column("district", Code),
    Column("latest", Date, nullable=False),
    Column("precedence", SmallInteger, nullable=False),
    Column("claim", BigInteger),
    Column("revision_from", BigInteger),
    Column("revision_to", BigInteger, nullable=False, server_default=str(OPEN)),
    Column("status", SmallInteger, nullable=False),  # the status's step
    Column("confirmed", Boolean, nullable=False),
    Column("source", Code, nullable=False),
    Column("in_own_favour", Boolean, nullable=False),
    Column("earliest", Date, nullable=False),  # '-infinity': `../b`
    Column("span", SmallInteger, nullable=False),
    PrimaryKeyConstraint("theatre", "claim", "district", "revision_from"),
    in_theatre("claim", "claims.revision"),
    Index(
        "ix_coverage_days",
        *("theatre", "district", "latest", "precedence", "claim"),
        postgresql_include=[
            *("revision_from", "revision_to", "status", "confirmed", "source", "in_own_favour"),
        ],
    ),
    Index(
        "ix_coverage_windows",
        "theatre",
        "span",
        "latest",
        postgresql_include=[
            *("district", "earliest", "revision_from", "revision_to", "status"),
            *("confirmed", "source", "in_own_favour"),
        ],
        postgresql_where=text("earliest < latest"),
    ),
    CheckConstraint("earliest <= latest", name="window_runs_forward"),
    CheckConstraint("revision_from < revision_to", name="revisions_run_forward"),
    comment="Derived: the districts that an admissible claim covers, while its standing lasts.",
)

wins = Table(
    "wins",
    metadata,
    Column("theatre", Code, nullable=False),
    Column("rule", SmallInteger, nullable=False),  # its place in app.domain.policies.KEPT
    Column("district", Code, nullable=False),
    Column("latest", Date, nullable=False),  # the day that is won
    Column("until", Date, nullable=False),  # the next one, '9999-12-31': none
    Column("span", SmallInteger, nullable=False),  # of the days between
    Column("revision_from", BigInteger, nullable=False),
    Column("revision_to", BigInteger, nullable=False, server_default=str(OPEN)),
    Column("claim", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),  # the status's step
    Column("mask", Integer, nullable=False),  # of the statuses that tie for the day
    Column("turns", Boolean, nullable=False),  # status or mask is another than on the day before
    Column("since", Date, nullable=False),  # the window of the claim that opened the period
    Column("earliest", Date),
    Column("valid_from", Text, nullable=False),
    Index(
        "ix_wins_until",
        *("theatre", "rule", "span", "until"),
        postgresql_include=[
            *("latest", "district", "revision_from", "claim", "status", "mask"),
            *("since", "earliest", "valid_from"),
        ],
        postgresql_where=text(HOLDS),
    ),
    Index(
        "ix_wins_latest",
        *("theatre", "rule", "district", "latest"),
        postgresql_include=["revision_from", "turns", "status", "mask", "since"],
        postgresql_where=text(HOLDS),
    ),
    Index(
        "ix_wins_revision_to",
        *("theatre", "rule", "revision_to"),
        postgresql_where=text(f"revision_to < {OPEN}"),
    ),
    CheckConstraint("latest < until", name="days_run_forward"),
    CheckConstraint("revision_from < revision_to", name="revisions_run_forward"),
    comment="Derived: which claim wins which day of a district, as known at the head.",
)
