"""`frontline keys`: who may write?"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.database import database
from app.db.engines import owner_engine
from app.services.issue_key import KeyFacts, Scope, create_key, list_keys, revoke_key

cli = typer.Typer(help="Make, list and revoke the keys of those who write.", no_args_is_help=True)


@cli.command()
def create(
    name: Annotated[str, typer.Option(help="Whose key it is; shown to admin keys only.")],
    scope: Annotated[list[Scope], typer.Option(help="What it allows; repeat for several.")],
    days: Annotated[
        int | None, typer.Option(min=1, help="Days until it expires; else never.")
    ] = None,
) -> None:
    """Make a key and print it, alone on the last line. It is not shown again."""
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with database() as settings, owner_engine(settings).begin() as connection:
        key = create_key(connection, name, scope, expires_at)
    typer.echo(key)


@cli.command("list")
def list_() -> None:
    """List all keys, without their secrets."""
    with database() as settings, owner_engine(settings).begin() as connection:
        known = list_keys(connection)
    table = Table("id", "name", "key", "scopes", "created", "last used", "state", box=None)
    for key in known:
        table.add_row(
            key.id,
            key.name,
            f"fl_{key.prefix}_…",
            " ".join(key.scopes),
            _shown(key.created_at),
            _shown(key.last_used_at),
            _state(key),
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@cli.command()
def revoke(key_id: Annotated[str, typer.Argument(help="The id that `keys list` shows.")]) -> None:
    """End a key at once."""
    with database() as settings, owner_engine(settings).begin() as connection:
        if not revoke_key(connection, key_id):
            raise typer.BadParameter(f"There is no key {key_id}; `keys list` shows the ids.")


def _shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%MZ}" if at else "never"


def _state(key: KeyFacts) -> str:
    if key.revoked_at:
        return f"revoked {_shown(key.revoked_at)}"
    if key.expires_at is None:
        return "valid"
    word = "expired" if key.expires_at <= datetime.now(UTC) else "valid until"
    return f"{word} {_shown(key.expires_at)}"
