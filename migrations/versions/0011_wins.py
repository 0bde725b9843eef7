"""Who wins which day, as known at the head, is kept ready for reads."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")
OPEN = 9223372036854775807

# What follows from the coverage that there is. A write derives the rest.
DERIVE = """
    WITH day AS (
        SELECT c.theatre, rule.number AS rule, c.district, c.latest,
               max(c.precedence::bigint * (1::bigint << 60) + c.claim * 32 + c.status) AS winner,
               bit_or(1 << c.status) AS mask
        FROM coverage AS c,
             (VALUES (0, 'confirmed'), (1, 'any'), (2, 'against-interest')) AS rule (number, name)
        WHERE c.revision_to = 9223372036854775807
          AND CASE rule.name
                WHEN 'confirmed' THEN c.confirmed WHEN 'any' THEN true ELSE NOT c.in_own_favour
              END
        GROUP BY c.theatre, rule.number, c.district, c.latest
    ), won AS (
        SELECT theatre, rule, district, latest, mask, (winner % 32)::smallint AS status,
               winner / 32 % (1::bigint << 55) AS claim
        FROM day
    ), marked AS (
        SELECT *, lead(latest, 1, date '9999-12-31') OVER line AS until,
               status IS DISTINCT FROM lag(status) OVER line AS opens,
               mask IS DISTINCT FROM lag(mask) OVER line AS other_mask
        FROM won
        WINDOW line AS (PARTITION BY theatre, rule, district ORDER BY latest)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE opens) OVER line AS number
        FROM marked
        WINDOW line AS (PARTITION BY theatre, rule, district ORDER BY latest)
    ), period AS (
        SELECT *, first_value(claim) OVER one AS opened
        FROM numbered
        WINDOW one AS (PARTITION BY theatre, rule, district, number ORDER BY latest)
    )
    INSERT INTO wins (theatre, rule, district, latest, until, span, revision_from, claim, status,
                      mask, turns, since, earliest, valid_from)
    SELECT period.theatre, rule, district, period.latest, until,
           width_bucket(
             until - period.latest - 1, ARRAY(SELECT 1 << s FROM generate_series(0, 21) AS s)
           ),
           theatres.revision, claim, period.status, mask, opens OR other_mask,
           claims.latest, claims.earliest, claims.valid_from
    FROM period
    JOIN theatres ON theatres.id = period.theatre
    JOIN claims ON claims.theatre = period.theatre AND claims.revision = opened
"""


HEAD = "{revision,recorded_at,head_hash}"
HEAD_AND_WINS = "{revision,recorded_at,head_hash,wins_revision}"


def upgrade() -> None:
    """Make the table, fill it and guard it, and note up to which head it was filled.

    A worker of the last release moves the head alone: the next write derives what it recorded.
    """
    op.add_column(
        "theatres",
        sa.Column("wins_revision", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.execute("DROP TRIGGER change_is_allowed ON theatres")
    op.execute("UPDATE theatres SET wins_revision = revision")
    _guard_head(HEAD_AND_WINS)
    op.create_table(
        "wins",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("rule", sa.SmallInteger(), nullable=False),
        sa.Column("district", Code, nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("span", sa.SmallInteger(), nullable=False),
        sa.Column("revision_from", sa.BigInteger(), nullable=False),
        sa.Column("revision_to", sa.BigInteger(), server_default=str(OPEN), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("mask", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("earliest", sa.Date()),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.CheckConstraint("latest < until", name=op.f("ck_wins_days_run_forward")),
        sa.CheckConstraint(
            "revision_from < revision_to", name=op.f("ck_wins_revisions_run_forward")
        ),
        comment="Derived: which claim wins which day of a district, as known at the head.",
    )
    op.execute(DERIVE)
    op.create_index(
        "ix_wins_until",
        "wins",
        ["theatre", "rule", "span", "until"],
        postgresql_include=[
            *("latest", "district", "revision_from", "claim", "status", "mask"),
            *("since", "earliest", "valid_from"),
        ],
        postgresql_where=sa.text(f"revision_to = {OPEN}"),
    )
    op.create_index(
        "ix_wins_latest",
        "wins",
        ["theatre", "rule", "district", "latest"],
        postgresql_include=["revision_from", "turns", "status", "mask", "since"],
        postgresql_where=sa.text(f"revision_to = {OPEN}"),
    )
    op.create_index(
        "ix_wins_revision_to",
        "wins",
        ["theatre", "rule", "revision_to"],
        postgresql_where=sa.text(f"revision_to < {OPEN}"),
    )
    op.execute("ANALYZE wins")  # by the statistics of an empty table, reads would be planned badly
    said = "theatre, rule, district, latest, until, span, revision_from, claim, status, mask, turns"
    for name, event in (
        ("nothing_is_removed", "BEFORE DELETE ON wins FOR EACH ROW"),
        ("nothing_is_truncated", "BEFORE TRUNCATE ON wins FOR EACH STATEMENT"),
        (
            "nothing_is_changed",
            f"BEFORE UPDATE OF {said}, since, earliest, valid_from ON wins FOR EACH ROW",
        ),
        (
            "change_is_allowed",
            f"BEFORE UPDATE ON wins FOR EACH ROW WHEN (OLD.revision_to <> {OPEN})",
        ),
    ):
        op.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("wins")
    op.execute("DROP TRIGGER change_is_allowed ON theatres")
    op.drop_column("theatres", "wins_revision")
    _guard_head(HEAD)


def _guard_head(columns: str) -> None:
    """Let a head only move forward, and nothing else of a theatre change."""
    op.execute(
        f"""
        CREATE TRIGGER change_is_allowed BEFORE UPDATE ON theatres FOR EACH ROW WHEN (NOT (
            NEW.revision >= OLD.revision
            AND (OLD.recorded_at IS NULL OR NEW.recorded_at >= OLD.recorded_at)
            AND to_jsonb(NEW) - '{columns}'::text[] = to_jsonb(OLD) - '{columns}'::text[]
        )) EXECUTE FUNCTION refuse_change()
        """
    )
