"""What a theatre is made of, as data: its parties, its scale, its denominators, its head."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from app.db.models.base import Code, in_theatre, metadata, theatre_key

theatres = Table(
    "theatres",
    metadata,
    Column("id", Code, primary_key=True),
    Column("code", Code, nullable=False),
    Column("title", Text, nullable=False),
    Column("falls_to", Code, nullable=False),
    Column("default_set", Code, nullable=False),
    Column("default_policy", Code, nullable=False),
    Column("licence", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("note", Text),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("recorded_at", DateTime(timezone=True)),
    Column("head_hash", LargeBinary, nullable=False),
    Column("wins_revision", BigInteger, nullable=False, server_default="0"),
    ForeignKeyConstraint(
        ["id", "falls_to"],
        ["actors.theatre", "actors.id"],
        name="fk_theatres_falls_to",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    ForeignKeyConstraint(
        ["id", "default_set"],
        ["district_sets.theatre", "district_sets.id"],
        name="fk_theatres_default_set",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    CheckConstraint("id ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'", name="id_is_a_path_segment"),
    CheckConstraint("octet_length(head_hash) = 32", name="head_hash_is_sha256"),
    CheckConstraint("(revision = 0) = (recorded_at IS NULL)", name="head_has_an_instant"),
)

actors = Table(
    "actors",
    metadata,
    theatre_key(),
    Column("id", Code, primary_key=True),
    Column("label", Text, nullable=False),
    Column("ordering", SmallInteger, nullable=False),
)

statuses = Table(
    "statuses",
    metadata,
    theatre_key(),
    Column("id", Code, primary_key=True),
    Column("step", SmallInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("controller", Code),
    Column("degree", Code, nullable=False),
    Column("colour", Text, nullable=False),
    Column("ordering", SmallInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    in_theatre("controller", "actors.id"),
    UniqueConstraint("theatre", "step"),
    UniqueConstraint("theatre", "ordering"),
    CheckConstraint("step BETWEEN 0 AND 29", name="step_fits_a_mask"),
    CheckConstraint("id <> 'not_assessed'", name="not_assessed_is_no_status"),
    CheckConstraint("degree IN ('control', 'influence', 'contested', 'unknown')", name="degree"),
    CheckConstraint(
        "degree <> 'control' OR controller IS NOT NULL", name="control_has_a_controller"
    ),
    CheckConstraint("colour ~ '^#[0-9a-fA-F]{6}$'", name="colour"),
)

crosswalks = Table(
    "crosswalks",
    metadata,
    theatre_key(),
    Column("scale", Code, primary_key=True),
    Column("value", Code, primary_key=True),
    Column("status", Code, nullable=False),
    Column("lossy", Boolean, nullable=False),
    Column("note", Text),
    Column("source", Text),
    Column("revision", BigInteger, nullable=False),
    in_theatre("status", "statuses.id"),
)

method_notes = Table(
    "method_notes",
    metadata,
    theatre_key(),
    Column("id", Code, primary_key=True),
    Column("topic", Code, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text),
    Column("ordering", SmallInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    CheckConstraint("topic IN ('control', 'evidence', 'gap')", name="topic"),
)

district_sets = Table(
    "district_sets",
    metadata,
    theatre_key(),
    Column("id", Code, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("ordering", SmallInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

set_members = Table(
    "set_members",
    metadata,
    theatre_key(),
    Column("set_id", Code, primary_key=True),
    Column("district", Code, primary_key=True),
    in_theatre("set_id", "district_sets.id"),
    in_theatre("district", "places.code"),
    Index("ix_set_members_district", "theatre", "district"),
)
