"""Open windows are found in the index alone."""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WINDOW = ["district", "earliest", "revision_from", "revision_to", "status"]
POLICY = ["confirmed", "source", "in_own_favour"]


def upgrade() -> None:
    """Let the index hold what a read asks of a window."""
    _index([*WINDOW, *POLICY])


def downgrade() -> None:
    """Undo it."""
    _index([])


def _index(include: list[str]) -> None:
    op.drop_index("ix_coverage_windows", "coverage")
    op.create_index(
        "ix_coverage_windows",
        "coverage",
        ["theatre", "span", "latest"],
        postgresql_include=include,
        postgresql_where=text("earliest < latest"),
    )
