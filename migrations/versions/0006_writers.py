"""What writers need: places in any order, duplicates found fast, answers kept for retries."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")


def upgrade() -> None:
    """Let places refer to later ones, index what is compared, and keep answers for a day."""
    for column in ("province", "cut_from"):
        _refer(column, deferrable=True)
    op.create_index("ix_claims_said", "claims", ["theatre", "place", "valid_from", "source"])
    op.create_index(
        "ix_reports_publisher",
        "reports",
        ["theatre", "publisher"],
        postgresql_where=sa.text("url IS NULL"),
    )
    op.create_table(
        "answered",
        sa.Column("key", Code, nullable=False),
        sa.Column("idempotency_key", Code, nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(request) = 32", name=op.f("ck_answered_request_is_sha256")
        ),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_answered_key")),
        sa.PrimaryKeyConstraint("key", "idempotency_key", name=op.f("pk_answered")),
        comment="Answers to writes that named an idempotency key, for a day.",
    )
    op.create_index("ix_answered_answered_at", "answered", ["answered_at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("answered")
    op.drop_index("ix_reports_publisher", "reports")
    op.drop_index("ix_claims_said", "claims")
    for column in ("province", "cut_from"):
        _refer(column, deferrable=False)


def _refer(column: str, *, deferrable: bool) -> None:
    name = f"fk_places_theatre_{column}"
    op.drop_constraint(name, "places", type_="foreignkey")
    op.create_foreign_key(
        name,
        "places",
        "places",
        ["theatre", column],
        ["theatre", "code"],
        deferrable=deferrable or None,
        initially="DEFERRED" if deferrable else None,
    )
