"""Keys of those who write."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "keys",
        sa.Column("id", Code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", Code, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(Code), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scopes <@ ARRAY['claims:write', 'claims:review', 'admin']::text[]",
            name=op.f("ck_keys_scopes"),
        ),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_keys_has_a_scope")),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_keys_hash_is_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_keys_hash")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("keys")
