"""Who may write: keys, kept as hashes."""

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, LargeBinary, Table, Text

from app.db.models.base import Code, metadata

keys = Table(
    "keys",
    metadata,
    Column("id", Code, primary_key=True),
    Column("name", Text, nullable=False),
    Column("prefix", Code, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", ARRAY(Code), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
    CheckConstraint("octet_length(hash) = 32", name="hash_is_sha256"),
    CheckConstraint(
        "scopes <@ ARRAY['claims:write', 'claims:review', 'admin']::text[]", name="scopes"
    ),
    CheckConstraint("cardinality(scopes) > 0", name="has_a_scope"),
)
