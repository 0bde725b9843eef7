"""Crosswalks from foreign scales, the values that claims were given in, and notes on the method."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")
FACTS = ("crosswalks", "originals", "method_notes")


def upgrade() -> None:
    """Make the tables, and guard them as all facts."""
    op.create_table(
        "crosswalks",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("scale", Code, nullable=False),
        sa.Column("value", Code, nullable=False),
        sa.Column("status", Code, nullable=False),
        sa.Column("lossy", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre", "status"],
            ["statuses.theatre", "statuses.id"],
            name=op.f("fk_crosswalks_theatre_status"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_crosswalks_theatre")),
        sa.PrimaryKeyConstraint("theatre", "scale", "value", name=op.f("pk_crosswalks")),
    )
    op.create_table(
        "method_notes",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("topic", Code, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("ordering", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "topic IN ('control', 'evidence', 'gap')", name=op.f("ck_method_notes_topic")
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_method_notes_theatre")),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_method_notes")),
    )
    op.create_table(
        "originals",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scale", Code, nullable=False),
        sa.Column("value", Code, nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["claims.theatre", "claims.revision"],
            name=op.f("fk_originals_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "scale", "value"],
            ["crosswalks.theatre", "crosswalks.scale", "crosswalks.value"],
            name=op.f("fk_originals_theatre_scale_value"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_originals_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_originals")),
    )
    for table in FACTS:
        for name, moment, each in (
            ("nothing_is_changed", "BEFORE UPDATE", "ROW"),
            ("nothing_is_removed", "BEFORE DELETE", "ROW"),
            ("nothing_is_truncated", "BEFORE TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {name} {moment} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("originals", "method_notes", "crosswalks"):
        op.drop_table(table)
