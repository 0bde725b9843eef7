"""Small ledgers for tests of reading: a theatre from a folder, and reviews of its claims."""

from pathlib import Path

from sqlalchemy import Engine

from app.domain.drafts import ReviewDraft
from app.services.load_theatre import load
from app.services.record_events import Ledger
from app.services.record_facts import Recorder
from tests.folders import write_folder


def small_theatre(engine: Engine, folder: Path, **tables: str) -> str:
    """Load a theatre of two provinces and five districts; give its id."""
    id_ = write_folder(folder, **tables)
    load(engine, folder)
    return id_


def review(engine: Engine, theatre: str, claim: int, standing: str) -> int:
    """Give a claim another standing; give the revision of the review."""
    with engine.begin() as connection:
        ledger = Ledger(connection, theatre)
        Recorder(ledger).review(ReviewDraft(claim, standing, "The desk looked again."))
        return ledger.close()
