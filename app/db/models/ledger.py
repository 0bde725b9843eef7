"""Who says what, and when we knew: events and the facts they brought.

Rows are only ever added. Triggers hold everyone to it, with one exception: a redactable text can be
blanked.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.db.models.base import Code, in_theatre, metadata, theatre_key

EVENT_KINDS = ("claim", "review", "source", "figure", "places", "boundaries", "redaction")
STANDINGS = ("unconfirmed", "confirmed", "rejected", "retracted")


def _one_of(column: str, *words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def event_key(name: str = "revision") -> Column[int]:
    """Name the revision that brought the row, which is also its id within the theatre."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


events = Table(
    "events",
    metadata,
    theatre_key(),
    event_key(),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("kind", Code, nullable=False),
    Column("recorded_by", Code),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_events_recorded_at", "theatre", "recorded_at", "revision"),
    CheckConstraint("revision > 0", name="revision_counts_from_one"),
    CheckConstraint(_one_of("kind", *EVENT_KINDS), name="kind"),
    CheckConstraint("octet_length(hash) = 32", name="hash_is_sha256"),
)

sources = Table(
    "sources",
    metadata,
    theatre_key(),
    Column("id", Code, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("favours", Code),
    Column("revision", BigInteger, nullable=False),
    in_theatre("favours", "actors.id"),
    in_theatre("revision", "events.revision"),
    Index("uq_sources_revision", "theatre", "revision", unique=True),
    CheckConstraint("id ~ '^[a-z0-9][a-z0-9-]*$'", name="id_is_a_slug"),
)

reports = Table(
    "reports",
    metadata,
    theatre_key(),
    event_key("id"),  # the revision of the first event that cites it
    Column("url", Text),
    Column("archived_url", Text),
    Column("publisher", Text),
    Column("published_on", Date),
    in_theatre("id", "events.revision"),
    Index("ix_reports_url", "theatre", "url"),
    Index("ix_reports_publisher", "theatre", "publisher", postgresql_where=text("url IS NULL")),
    CheckConstraint("url ~ '^https?://'", name="url_is_http"),
    CheckConstraint("archived_url ~ '^https?://'", name="archived_url_is_http"),
    CheckConstraint("url IS NOT NULL OR publisher IS NOT NULL", name="report_can_be_found"),
)

claims = Table(
    "claims",
    metadata,
    theatre_key(),
    event_key(),
    Column("place", Code, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("except", ARRAY(Code), nullable=False, server_default="{}"),
    Column("covers", Integer, nullable=False),
    Column("status", Code, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("earliest", Date),  # none: `../b`, some day up to `latest`
    Column("latest", Date, nullable=False),
    Column("mode", Code),
    Column("source", Code, nullable=False),
    Column("report", BigInteger, nullable=False),
    Column("confidence", Code),
    Column("standing", Code, nullable=False),  # as recorded; reviews change it
    Column("replaces", BigInteger),
    in_theatre("revision", "events.revision"),
    in_theatre("place", "places.code"),
    in_theatre("status", "statuses.id"),
    in_theatre("source", "sources.id"),
    in_theatre("report", "reports.id"),
    in_theatre("replaces", "claims.revision"),
    Index("ix_claims_latest", "theatre", "latest", "revision"),
    Index(
        "ix_claims_earliest",
        "theatre",
        "earliest",
        "revision",
        postgresql_where=text("earliest < latest"),
    ),
    Index("ix_claims_place", "theatre", "place", "revision"),
    Index("ix_claims_said", "theatre", "place", "valid_from", "source"),
    Index("ix_claims_source", "theatre", "source", "revision"),
    Index("ix_claims_replaces", "theatre", "replaces"),
    CheckConstraint("earliest <= latest", name="window_runs_forward"),
    CheckConstraint("level BETWEEN 0 AND 2", name="level"),
    CheckConstraint("covers >= 0", name="covers_is_a_count"),
    CheckConstraint(_one_of("standing", *STANDINGS), name="standing"),
    CheckConstraint(_one_of("confidence", "high", "medium", "low"), name="confidence"),
    CheckConstraint(
        _one_of("mode", "captured", "recaptured", "surrendered", "withdrawn", "negotiated"),
        name="mode",
    ),
    CheckConstraint("replaces < revision", name="replaces_an_earlier_claim"),
)

originals = Table(
    "originals",
    metadata,
    theatre_key(),
    event_key(),  # of the claim
    Column("scale", Code, nullable=False),
    Column("value", Code, nullable=False),
    in_theatre("revision", "claims.revision"),
    ForeignKeyConstraint(
        ["theatre", "scale", "value"],
        ["crosswalks.theatre", "crosswalks.scale", "crosswalks.value"],
    ),
)

redactable_texts = Table(
    "redactable_texts",
    metadata,
    theatre_key(),
    event_key(),  # of the claim, or the id of the report
    Column("field", Code, primary_key=True),
    Column("value", Text),  # none: redacted
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    in_theatre("revision", "events.revision"),
    CheckConstraint(_one_of("field", "speaker", "note", "title"), name="field"),
    CheckConstraint("(value IS NULL) = (salt IS NULL)", name="redacted_as_a_whole"),
    CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),
)

reviews = Table(
    "reviews",
    metadata,
    theatre_key(),
    event_key(),
    Column("claim", BigInteger, nullable=False),
    Column("standing", Code, nullable=False),
    Column("reason", Text, nullable=False),
    in_theatre("revision", "events.revision"),
    in_theatre("claim", "claims.revision"),
    Index("ix_reviews_claim", "theatre", "claim", "revision"),
    CheckConstraint(_one_of("standing", *STANDINGS), name="standing"),
    CheckConstraint("claim < revision", name="reviews_an_earlier_claim"),
)

redactions = Table(
    "redactions",
    metadata,
    theatre_key(),
    event_key(),
    Column("claim", BigInteger, nullable=False),
    Column("fields", ARRAY(Code), nullable=False),
    Column("reason", Text, nullable=False),
    in_theatre("revision", "events.revision"),
    in_theatre("claim", "claims.revision"),
)

figures = Table(
    "figures",
    metadata,
    theatre_key(),
    event_key(),
    Column("place", Code, nullable=False),
    Column("date", Text, nullable=False),
    Column("earliest", Date),
    Column("latest", Date, nullable=False),
    Column("denominator", Text),
    Column("unit", Code, nullable=False),
    Column("values", JSONB, nullable=False),  # status -> the figure as it was published
    Column("note", Text),
    Column("source", Code),
    Column("report", BigInteger, nullable=False),
    in_theatre("revision", "events.revision"),
    in_theatre("place", "places.code"),
    in_theatre("source", "sources.id"),
    in_theatre("report", "reports.id"),
    CheckConstraint("earliest <= latest", name="window_runs_forward"),
)
