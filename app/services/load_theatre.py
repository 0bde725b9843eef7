"""How does a folder become a theatre, and what is new in a folder a part of it?

The first load replays history: each claim is recorded at the last microsecond of its report's
publication day, so that questions of what was known then work. Later loads record at the clock.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select, text

from app.db.models import events, places, theatres
from app.domain.claim_checks import CheckedClaim
from app.domain.figure_checks import CheckedFigure
from app.domain.vocabulary import Vocabulary
from app.errors import DraftRejected
from app.services import ledger_file
from app.services.check_folder import CheckedFolder, check_folder
from app.services.cited_reports import fetch_cited
from app.services.draw_cells import cell_rows, drawn_in_cells
from app.services.duplicates import (
    claim_identity,
    figure_identity,
    known_claims,
    known_figures,
)
from app.services.export_manifest import changed_files
from app.services.gazetteer import create_theatre, place_rows, theatre_rows, what_is_new
from app.services.progress import Track, untold
from app.services.record_events import Ledger, Origin
from app.services.record_facts import Recorder
from app.services.theatre_folder import Folder, read_folder
from app.services.words import fetch_words
from app.services.zipped_folder import opened

TABLES_WITH_MANY_ROWS = (
    "events, claims, reports, redactable_texts, reviews, coverage, wins, figures, places, "
    "place_names, populations, set_members, boundaries"
)
WHAT_COVERAGE_FOLLOWS_FROM = "claims, reviews, places, sources, statuses"

Fact = CheckedClaim | CheckedFigure


class Dated(NamedTuple):
    """What was said, and the instant at which the ledger is to know it."""

    recorded_at: datetime
    fact: Fact


class Loaded(NamedTuple):
    """What a load added to a theatre: events in all, claims and figures; and the head."""

    theatre: str
    events: int
    claims: int
    figures: int
    revision: int


def load(engine: Engine, path: Path, track: Track = untold) -> Loaded:
    """Load a folder or a zip of one, or what is new in it, as the owner and in one transaction.

    Raises DraftRejected with every error's file and line; then nothing was recorded.
    """
    with opened(path) as unpacked, engine.begin() as connection:
        loaded = _load(connection, read_folder(unpacked), track)
    if loaded.events:  # reads are planned by statistics, and find in an index alone what is settled
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM (ANALYZE) {TABLES_WITH_MANY_ROWS}"))
    return loaded


def load_if_absent(engine: Engine, path: Path, track: Track = untold) -> Loaded | None:
    """Load a folder unless the theatre is there already; None: it is."""
    with opened(path) as unpacked:
        folder = read_folder(unpacked)
        if folder.theatre is not None:
            wanted = select(theatres.c.id).where(theatres.c.id == folder.theatre.id)
            with engine.connect() as connection:
                if connection.scalar(wanted):
                    return None
        return load(engine, unpacked, track)


def _load(connection: Connection, folder: Folder, track: Track) -> Loaded:
    now = datetime.now(UTC)
    id_ = folder.theatre.id if folder.theatre else ""
    exists = connection.scalar(select(theatres.c.id).where(theatres.c.id == id_)) is not None
    if (folder.path / ledger_file.NAME).exists():
        return _restore(connection, folder.path, track)
    known = fetch_words(connection, id_) if exists else Vocabulary([], {}, [], {})
    checked = check_folder(folder, known, now.date(), track)
    if exists:
        return _add_what_is_new(connection, checked, known, track)
    return _replay(connection, checked, now, track)


def _restore(connection: Connection, path: Path, track: Track) -> Loaded:
    """Take a ledger as it was elsewhere; one that is here with all of it needs nothing."""
    file = path / ledger_file.NAME
    changed = [name for name in changed_files(path) if name != file.name]  # it is checked by line
    if changed:
        raise DraftRejected(
            f"Changed since the export: {', '.join(changed)}. Beside a {file.name} that alone is"
            f" loaded: take {file.name} away to load the tables, or undo the changes."
        )
    with file.open("rb") as lines:
        head = ledger_file.read_head(file, next(lines, b""))
    known = select(events.c.hash).where(
        events.c.theatre == head["theatre"], events.c.revision == head["revision"]
    )
    here = connection.scalar(select(theatres.c.revision).where(theatres.c.id == head["theatre"]))
    if here is None:
        return _closed(ledger_file.restore_ledger(connection, file, track))
    if connection.scalar(known) != bytes.fromhex(head["head_hash"]):
        raise DraftRejected(
            f"The theatre {head['theatre']} is here with another history than {file} has:"
            " restore it into a service without this theatre."
        )
    return Loaded(head["theatre"], 0, 0, 0, here)


def _replay(connection: Connection, checked: CheckedFolder, now: datetime, track: Track) -> Loaded:
    facts = sorted(_dated(checked, now), key=lambda dated: dated.recorded_at)
    born = theatre_rows(checked.theatre)
    create_theatre(connection, born)
    begins = facts[0].recorded_at if facts else now
    ledger = Ledger(connection, checked.theatre.id, Origin(recorded_at=begins))
    ledger.add("places", {**born, **place_rows(checked.folder, checked.theatre, ledger.next)})
    _draw_cells(ledger)
    recorder = Recorder(ledger)
    for _, row in checked.folder.sources:
        recorder.source(row.draft)
    for dated in track(facts, "Recording what was said"):
        ledger.origin = Origin(recorded_at=dated.recorded_at)
        _record(recorder, dated.fact)
    return _closed(ledger)


def _add_what_is_new(
    connection: Connection, checked: CheckedFolder, known: Vocabulary, track: Track
) -> Loaded:
    theatre = checked.theatre
    ledger = Ledger(connection, theatre.id)
    rows = place_rows(checked.folder, theatre, ledger.next)
    new = what_is_new(connection, theatre.id, rows)
    if new:
        ledger.add("places", new)
    if places in new and drawn_in_cells(connection, theatre.id):
        _draw_cells(ledger)
    said: list[Fact] = [*checked.claims, *checked.figures]
    cited = fetch_cited(connection, theatre.id, (fact.draft.report for fact in said))
    there = known_claims(connection, theatre.id, checked.claims, cited)
    claims = [claim for claim in checked.claims if claim_identity(claim) not in there]
    printed = known_figures(connection, theatre.id, cited)
    figures = [figure for figure in checked.figures if figure_identity(figure) not in printed]
    facts: list[Fact] = [*claims, *figures]
    recorder = Recorder(ledger, cited)
    for _, row in checked.folder.sources:
        if row.id not in known.sources:
            recorder.source(row.draft)
    for fact in track(facts, "Recording what is new"):
        _record(recorder, fact)
    return _closed(ledger)


def _record(recorder: Recorder, fact: Fact) -> None:
    if isinstance(fact, CheckedClaim):
        recorder.claim(fact)
    else:
        recorder.figure(fact)


def _draw_cells(ledger: Ledger) -> None:
    ledger.flush()
    cells = cell_rows(ledger.connection, ledger.theatre, ledger.next)
    if cells:
        ledger.add("boundaries", cells)


def _closed(ledger: Ledger) -> Loaded:
    """Close the ledger; its coverage is derived by a plan for as many rows as there are now."""
    began_at, brought = ledger.began_at, ledger.brought
    if ledger.revision > began_at:
        ledger.flush()
        ledger.connection.execute(text(f"ANALYZE {WHAT_COVERAGE_FOLLOWS_FROM}"))
    revision = ledger.close()
    counts = (revision - began_at, brought["claim"], brought["figure"])
    return Loaded(ledger.theatre, *counts, revision)


def _dated(checked: CheckedFolder, now: datetime) -> Iterator[Dated]:
    """Give each fact the instant at which it was public, and none later than now."""
    for claim in checked.claims:
        public_on = claim.draft.report.published_on or claim.window.latest
        yield Dated(min(_end_of(public_on), now), claim)
    for figure in checked.figures:
        yield Dated(min(_end_of(figure.window.latest), now), figure)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)
