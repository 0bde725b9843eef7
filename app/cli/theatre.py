"""`frontline load` and `frontline theatre`: which theatres does the ledger hold?"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.database import database
from app.cli.progress import shown
from app.db.engines import owner_engine
from app.queries.theatres import fetch_theatres
from app.services import load_theatre
from app.services.authorize import Author
from app.services.check_ledger import Head, check_ledger
from app.services.export_theatre import export_theatre
from app.services.import_claims import read_claims
from app.services.issue_key import Scope
from app.services.post_claims import Batch, Desk
from app.services.record_events import Ledger

OPERATOR = Author("", frozenset(Scope))
"""Who has the command line may do everything."""


class OnDuplicate(StrEnum):
    """What is done with claims that are recorded already."""

    REFUSE = "refuse"
    SKIP = "skip"


cli = typer.Typer(help="See which theatres there are.", no_args_is_help=True)


def load(
    folder: Annotated[
        Path, typer.Argument(exists=True, help="A theatre's folder, or a zip of one.")
    ],
) -> None:
    """Load a theatre's folder, or what is new in it; all of it is checked first."""
    with database() as settings:
        loaded = load_theatre.load(owner_engine(settings), folder, shown)
    typer.echo(
        f"{loaded.theatre}: {loaded.events} events ({loaded.claims} claims, {loaded.figures}"
        f" figures) were recorded; the head is revision {loaded.revision}."
    )


def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV of claims.")],
    theatre: Annotated[str, typer.Option(help="The theatre's id.")],
    on_duplicate: Annotated[
        OnDuplicate, typer.Option(help="Refuse all, or skip what is recorded already.")
    ] = OnDuplicate.REFUSE,
) -> None:
    """Record a CSV table of claims at the clock: all of it or nothing, errors told by line."""
    desk = Desk(OPERATOR, skip_duplicates=on_duplicate is OnDuplicate.SKIP)
    with (
        database() as settings,
        file.open("rb") as lines,
        owner_engine(settings).begin() as connection,
    ):
        batch = Batch(read_claims(lines), desk)
        batch.check(connection, theatre)
        recorded = batch.record(Ledger(connection, theatre), shown)
    typer.echo(
        f"{theatre}: {len(recorded.claims)} claims were recorded, {len(recorded.skipped)} skipped;"
        f" the head is revision {recorded.revision}."
    )


def export(
    folder: Annotated[
        Path, typer.Argument(help="Folder to write, made if new; a zip if the name ends in .zip.")
    ],
    theatre: Annotated[str, typer.Option(help="The theatre's id.")],
) -> None:
    """Write a theatre's folder: tables for people, and the ledger whole for `load` elsewhere."""
    with database() as settings:
        shown = export_theatre(owner_engine(settings), theatre, folder)
    typer.echo(f"{folder} holds {shown.id} up to {shown.revision}:{shown.head_hash.hex()}")


def check(
    expect: Annotated[
        str | None,
        typer.Option(metavar="REVISION:HASH", help="A head that was noted; it must still hold."),
    ] = None,
) -> None:
    """Check every ledger: its hash chain, its revisions and all that was derived from it."""
    expected = _head(expect) if expect else None
    with database() as settings:
        found = check_ledger(owner_engine(settings), expected, shown)
    for theatre, wrong in found.items():
        for finding in wrong:
            typer.echo(f"{theatre}: {finding}")
    if any(found.values()):
        raise typer.Exit(1)
    typer.echo(f"{', '.join(found) or 'There is no theatre'}: nothing is wrong.")


def _head(text: str) -> Head:
    try:
        revision, hash_ = text.split(":")
        return Head(int(revision), bytes.fromhex(hash_))
    except ValueError:
        raise typer.BadParameter(
            "Write REVISION:HASH, as a theatre's `revision` and `head_hash` show them."
        ) from None


@cli.command("list")
def list_() -> None:
    """List the theatres with their heads."""
    with database() as settings, owner_engine(settings).connect() as connection:
        theatres = fetch_theatres(connection)
    table = Table("id", "title", "assessed", "revision", "head hash", box=None)
    for theatre, coverage in theatres:
        assessed = f"{coverage.assessed} of {coverage.total}"
        head = (str(theatre.revision), theatre.head_hash.hex())
        table.add_row(theatre.id, theatre.title, assessed, *head)
    Console(width=None if sys.stdout.isatty() else 200).print(table)
