"""A district's days are read in order, and what is known of them is not searched for.

As a key of the index, `revision_from` was compared in every row of each page that a probe met.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WINS = ["theatre", "district", "latest", "precedence", "claim"]
POLICY = ["revision_to", "status", "confirmed", "source", "in_own_favour"]


def upgrade() -> None:
    """Part the key of the rows from the index that the reads probe."""
    op.drop_constraint("pk_coverage", "coverage")
    op.drop_index("ix_coverage_claim", "coverage")
    op.create_primary_key(
        "pk_coverage", "coverage", ["theatre", "claim", "district", "revision_from"]
    )
    op.create_index(
        "ix_coverage_days", "coverage", WINS, postgresql_include=["revision_from", *POLICY]
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_coverage_days", "coverage")
    op.drop_constraint("pk_coverage", "coverage")
    op.create_index("ix_coverage_claim", "coverage", ["theatre", "claim", "district"])
    # Alembic's create_primary_key can't include columns.
    op.create_index(
        "pk_coverage",
        "coverage",
        [*WINS, "revision_from"],
        unique=True,
        postgresql_include=POLICY,
    )
    op.execute(
        "ALTER TABLE coverage ADD CONSTRAINT pk_coverage PRIMARY KEY USING INDEX pk_coverage"
    )
