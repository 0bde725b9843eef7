"""What all tables share: names of constraints, keys, and the column types of the field."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, MetaData, Text

OPEN = 2**63 - 1
"""The `revision_to` of what still holds; no ledger gets there."""

Code = Text(collation="C")
"""Ids and codes: they compare by byte, in every locale alike."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def theatre_key() -> Column[str]:
    """Begin a key with the theatre: one theatre is one ledger, and would be one shard."""
    return Column("theatre", Code, ForeignKey("theatres.id"), primary_key=True)


def in_theatre(column: str, target: str, *, at_commit: bool = False) -> ForeignKeyConstraint:
    """Refer to a row of the same theatre; `target` is a table and its key column.

    `at_commit`: rows that refer to each other may come in any order.
    """
    table, _ = target.split(".")
    return ForeignKeyConstraint(
        ["theatre", column],
        [f"{table}.theatre", target],
        deferrable=at_commit or None,
        initially="DEFERRED" if at_commit else None,
    )
