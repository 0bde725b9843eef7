"""`frontline load` and `frontline theatre`: which theatres does the ledger hold?"""

import sys
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

cli = typer.Typer(help="See which theatres there are.", no_args_is_help=True)


def load(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A theatre's folder.")
    ],
) -> None:
    """Load a theatre's folder, or what is new in it; all of it is checked first."""
    with database() as settings:
        loaded = load_theatre.load(owner_engine(settings), folder, shown)
    typer.echo(
        f"{loaded.theatre}: {loaded.events} events ({loaded.claims} claims, {loaded.figures}"
        f" figures) were recorded; the head is revision {loaded.revision}."
    )


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
