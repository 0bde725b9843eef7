"""What the service's role may do: read everything, add rows, and a few small changes."""

from sqlalchemy import Connection

from app.db.models import metadata

CHANGES = {
    "theatres": "revision, recorded_at, head_hash, wins_revision",
    "redactable_texts": "value, salt",
    "coverage": "revision_to",
    "wins": "revision_to",
    "keys": "last_used_at",
}
"""The columns that the service may update; triggers say to what."""


def grant_service(connection: Connection, role: str) -> None:
    """Give `role` exactly what the service needs; safe to repeat.

    The service can't make a theatre, a place or a key: these are the owner's.
    """
    quoted = connection.dialect.identifier_preparer.quote(role)
    ledger = ("events", "sources", "reports", "claims", "originals", "reviews")
    texts = ("redactable_texts", "redactions")
    added = ", ".join((*ledger, *texts, "figures", "coverage", "wins", "answered"))
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    for statement in (
        f"REVOKE ALL ON {tables} FROM {quoted}",
        f"GRANT SELECT ON {tables} TO {quoted}",
        "GRANT SELECT ON alembic_version TO " + quoted,
        f"GRANT INSERT ON {added} TO {quoted}",
        f"GRANT DELETE ON answered TO {quoted}",
        *(f"GRANT UPDATE ({columns}) ON {table} TO {quoted}" for table, columns in CHANGES.items()),
    ):
        connection.exec_driver_sql(statement)
