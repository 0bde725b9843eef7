"""The ledger: events and the facts they bring."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "events",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("recorded_by", Code, nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('claim', 'review', 'source', 'figure', 'places', 'boundaries', 'redaction')",
            name=op.f("ck_events_kind"),
        ),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_events_hash_is_sha256")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_events_revision_counts_from_one")),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_events_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_recorded_at", "events", ["theatre", "recorded_at", "revision"], unique=False
    )
    op.create_table(
        "redactable_texts",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("field", Code, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "field IN ('speaker', 'note', 'title')", name=op.f("ck_redactable_texts_field")
        ),
        sa.CheckConstraint(
            "(value IS NULL) = (salt IS NULL)", name=op.f("ck_redactable_texts_redacted_as_a_whole")
        ),
        sa.CheckConstraint(
            "octet_length(digest) = 32", name=op.f("ck_redactable_texts_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_redactable_texts_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre"], ["theatres.id"], name=op.f("fk_redactable_texts_theatre")
        ),
        sa.PrimaryKeyConstraint("theatre", "revision", "field", name=op.f("pk_redactable_texts")),
    )
    op.create_table(
        "reports",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "archived_url ~ '^https?://'", name=op.f("ck_reports_archived_url_is_http")
        ),
        sa.CheckConstraint("url ~ '^https?://'", name=op.f("ck_reports_url_is_http")),
        sa.CheckConstraint(
            "url IS NOT NULL OR publisher IS NOT NULL", name=op.f("ck_reports_report_can_be_found")
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "id"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_reports_theatre_id"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_reports_theatre")),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_url", "reports", ["theatre", "url"], unique=False)
    op.create_table(
        "sources",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("favours", Code, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_sources_id_is_a_slug")),
        sa.ForeignKeyConstraint(
            ["theatre", "favours"],
            ["actors.theatre", "actors.id"],
            name=op.f("fk_sources_theatre_favours"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_sources_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_sources_theatre")),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_sources")),
    )
    op.create_index("uq_sources_revision", "sources", ["theatre", "revision"], unique=True)
    op.create_table(
        "claims",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", Code, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("except", sa.ARRAY(Code), server_default="{}", nullable=False),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.Column("status", Code, nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("mode", Code, nullable=True),
        sa.Column("source", Code, nullable=False),
        sa.Column("report", sa.BigInteger(), nullable=False),
        sa.Column("confidence", Code, nullable=True),
        sa.Column("standing", Code, nullable=False),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_claims_confidence")
        ),
        sa.CheckConstraint(
            "mode IN ('captured', 'recaptured', 'surrendered', 'withdrawn', 'negotiated')",
            name=op.f("ck_claims_mode"),
        ),
        sa.CheckConstraint(
            "standing IN ('unconfirmed', 'confirmed', 'rejected', 'retracted')",
            name=op.f("ck_claims_standing"),
        ),
        sa.CheckConstraint("covers >= 0", name=op.f("ck_claims_covers_is_a_count")),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_claims_window_runs_forward")),
        sa.CheckConstraint("level BETWEEN 0 AND 2", name=op.f("ck_claims_level")),
        sa.CheckConstraint("replaces < revision", name=op.f("ck_claims_replaces_an_earlier_claim")),
        sa.ForeignKeyConstraint(
            ["theatre", "place"],
            ["places.theatre", "places.code"],
            name=op.f("fk_claims_theatre_place"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "replaces"],
            ["claims.theatre", "claims.revision"],
            name=op.f("fk_claims_theatre_replaces"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "report"],
            ["reports.theatre", "reports.id"],
            name=op.f("fk_claims_theatre_report"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_claims_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "source"],
            ["sources.theatre", "sources.id"],
            name=op.f("fk_claims_theatre_source"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "status"],
            ["statuses.theatre", "statuses.id"],
            name=op.f("fk_claims_theatre_status"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_claims_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_claims")),
    )
    op.create_index(
        "ix_claims_earliest",
        "claims",
        ["theatre", "earliest", "revision"],
        unique=False,
        postgresql_where=sa.text("earliest < latest"),
    )
    op.create_index("ix_claims_latest", "claims", ["theatre", "latest", "revision"], unique=False)
    op.create_index("ix_claims_place", "claims", ["theatre", "place", "revision"], unique=False)
    op.create_index("ix_claims_replaces", "claims", ["theatre", "replaces"], unique=False)
    op.create_index("ix_claims_source", "claims", ["theatre", "source", "revision"], unique=False)
    op.create_table(
        "figures",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", Code, nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("unit", Code, nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", Code, nullable=True),
        sa.Column("report", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_figures_window_runs_forward")),
        sa.ForeignKeyConstraint(
            ["theatre", "place"],
            ["places.theatre", "places.code"],
            name=op.f("fk_figures_theatre_place"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "report"],
            ["reports.theatre", "reports.id"],
            name=op.f("fk_figures_theatre_report"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_figures_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "source"],
            ["sources.theatre", "sources.id"],
            name=op.f("fk_figures_theatre_source"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_figures_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_figures")),
    )
    op.create_table(
        "redactions",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.ARRAY(Code), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre", "claim"],
            ["claims.theatre", "claims.revision"],
            name=op.f("fk_redactions_theatre_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_redactions_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_redactions_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_redactions")),
    )
    op.create_table(
        "reviews",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("standing", Code, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "standing IN ('unconfirmed', 'confirmed', 'rejected', 'retracted')",
            name=op.f("ck_reviews_standing"),
        ),
        sa.CheckConstraint("claim < revision", name=op.f("ck_reviews_reviews_an_earlier_claim")),
        sa.ForeignKeyConstraint(
            ["theatre", "claim"],
            ["claims.theatre", "claims.revision"],
            name=op.f("fk_reviews_theatre_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["events.theatre", "events.revision"],
            name=op.f("fk_reviews_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_reviews_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_claim", "reviews", ["theatre", "claim", "revision"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("reviews")
    op.drop_table("redactions")
    op.drop_table("figures")
    op.drop_table("claims")
    op.drop_table("sources")
    op.drop_table("reports")
    op.drop_table("redactable_texts")
    op.drop_table("events")
