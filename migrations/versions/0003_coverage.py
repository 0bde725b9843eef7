"""Coverage, the derived rows that reads probe."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "coverage",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("district", Code, nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("precedence", sa.SmallInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column(
            "revision_to", sa.BigInteger(), server_default="9223372036854775807", nullable=False
        ),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("source", Code, nullable=False),
        sa.Column("in_own_favour", sa.Boolean(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("span", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_coverage_window_runs_forward")),
        sa.CheckConstraint(
            "revision_from < revision_to", name=op.f("ck_coverage_revisions_run_forward")
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "claim"],
            ["claims.theatre", "claims.revision"],
            name=op.f("fk_coverage_theatre_claim"),
        ),
        sa.PrimaryKeyConstraint(
            "theatre",
            "district",
            "latest",
            "precedence",
            "claim",
            "revision_from",
            name=op.f("pk_coverage"),
            postgresql_include=["revision_to", "status", "confirmed", "source", "in_own_favour"],
        ),
        comment="Derived: the districts that an admissible claim covers, while its standing lasts.",
    )
    op.create_index("ix_coverage_claim", "coverage", ["theatre", "claim", "district"], unique=False)
    op.create_index(
        "ix_coverage_windows",
        "coverage",
        ["theatre", "span", "latest"],
        unique=False,
        postgresql_where=sa.text("earliest < latest"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("coverage")
