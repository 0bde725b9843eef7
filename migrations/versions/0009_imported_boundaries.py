"""What is known of boundaries that were imported: for which days, from where, matched how."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")

COLUMNS: tuple[tuple[str, str, sa.types.TypeEngine[Any]], ...] = (
    ("boundary_versions", "attribution", sa.Text()),
    ("boundary_versions", "valid_from", sa.Date()),
    ("boundary_versions", "valid_to", sa.Date()),
    ("boundary_versions", "origin", sa.Text()),
    ("boundary_versions", "digest", sa.LargeBinary()),
    ("boundaries", "matched_by", Code),
    ("boundaries", "repaired", sa.Text()),
    ("boundaries", "area_m2", sa.BigInteger()),
)
CHECKS = (
    ("boundary_versions", "window_runs_forward", "valid_from <= valid_to"),
    ("boundary_versions", "digest_is_sha256", "octet_length(digest) = 32"),
    (
        "boundaries",
        "matched_by",
        "matched_by IN ('code', 'name_in_province', 'name', 'name_at_centroid')",
    ),
    ("boundaries", "area_is_a_measure", "area_m2 >= 0"),
)


def upgrade() -> None:
    """Add the columns; they are null for what was drawn here."""
    for table, name, type_ in COLUMNS:
        op.add_column(table, sa.Column(name, type_))
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def downgrade() -> None:
    """Undo it."""
    for table, name, _ in reversed(CHECKS):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    for table, name, _ in reversed(COLUMNS):
        op.drop_column(table, name)
