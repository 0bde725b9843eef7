"""What was answered to a write, so that a retry gets the same answer and records nothing."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from app.db.models.base import Code, metadata

answered = Table(
    "answered",
    metadata,
    Column("key", Code, ForeignKey("keys.id"), primary_key=True),
    Column("idempotency_key", Code, primary_key=True),
    Column("request", LargeBinary, nullable=False),  # SHA-256 of method, path and body
    Column("status", SmallInteger, nullable=False),
    Column("location", Text),
    Column("body", LargeBinary, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    Index("ix_answered_answered_at", "answered_at"),
    CheckConstraint("octet_length(request) = 32", name="request_is_sha256"),
    comment="Answers to writes that named an idempotency key, for a day.",
)
