"""What nobody may change, the owner included: triggers on every table of facts."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FACTS = (
    *("actors", "statuses", "district_sets", "set_members"),
    *("places", "place_names", "populations", "boundary_versions", "boundaries"),
    *("events", "sources", "reports", "claims", "reviews", "redactions", "figures"),
)

# A head only moves forward; a redactable text is only blanked; a coverage row is only ended.
GUARDS = {
    "theatres": """
        NEW.revision >= OLD.revision
        AND (OLD.recorded_at IS NULL OR NEW.recorded_at >= OLD.recorded_at)
        AND to_jsonb(NEW) - '{revision,recorded_at,head_hash}'::text[]
          = to_jsonb(OLD) - '{revision,recorded_at,head_hash}'::text[]
    """,
    "redactable_texts": """
        NEW.value IS NULL
        AND to_jsonb(NEW) - '{value,salt}'::text[] = to_jsonb(OLD) - '{value,salt}'::text[]
    """,
    "coverage": """
        OLD.revision_to = 9223372036854775807
        AND to_jsonb(NEW) - 'revision_to'::text = to_jsonb(OLD) - 'revision_to'::text
    """,
}


def upgrade() -> None:
    """Guard the tables."""
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
                      HINT = 'Record what is new: a claim that replaces, a review, a redaction.';
        END $$
        """
    )
    for table in (*FACTS, *GUARDS):
        op.execute(_trigger(table, "nothing_is_removed", "BEFORE DELETE", "ROW"))
        op.execute(_trigger(table, "nothing_is_truncated", "BEFORE TRUNCATE", "STATEMENT"))
    for table in FACTS:
        op.execute(_trigger(table, "nothing_is_changed", "BEFORE UPDATE", "ROW"))
    for table, allowed in GUARDS.items():
        event = f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({allowed}))"
        op.execute(f"CREATE TRIGGER change_is_allowed {event} EXECUTE FUNCTION refuse_change()")


def _trigger(table: str, name: str, moment: str, each: str) -> str:
    return (
        f"CREATE TRIGGER {name} {moment} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take the guards off."""
    for table in (*FACTS, *GUARDS):
        op.execute(f"DROP TRIGGER nothing_is_removed ON {table}")
        op.execute(f"DROP TRIGGER nothing_is_truncated ON {table}")
    for table in FACTS:
        op.execute(f"DROP TRIGGER nothing_is_changed ON {table}")
    for table in GUARDS:
        op.execute(f"DROP TRIGGER change_is_allowed ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
