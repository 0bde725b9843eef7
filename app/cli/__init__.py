"""The `frontline` command: a file for each group of subcommands, and one way to fail."""

import os
import sys

import typer
from sqlalchemy.exc import DBAPIError

from app.cli import boundaries, keys, schema, serve, theatre
from app.db.install import ClusterError
from app.errors import Fault, FrontlineError
from app.settings import SettingsError

cli = typer.Typer(
    help="Who held which district, when, who says so, and when did we know?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command()(serve.serve)
cli.command()(schema.migrate)
cli.command()(schema.openapi)
cli.command()(theatre.load)
cli.command("import")(theatre.import_)
cli.command()(theatre.export)
cli.command()(theatre.check)
cli.add_typer(theatre.cli, name="theatre")
cli.add_typer(boundaries.cli, name="boundaries")
cli.add_typer(keys.cli, name="keys")


def main() -> None:
    """Run the command; a failure is one sentence on stderr that says what to do, and exit code 1.

    With FRONTLINE_LOG_LEVEL=debug the traceback is shown as well.
    """
    try:
        cli()
    except Exception as error:
        if os.environ.get("FRONTLINE_LOG_LEVEL") == "debug":
            raise
        print(f"frontline: {_sentence(error)}", file=sys.stderr)
        for fault in error.errors if isinstance(error, FrontlineError) else ():
            print(f"  {_where(fault)}: {fault['detail']}", file=sys.stderr)
        sys.exit(1)


def _sentence(error: Exception) -> str:
    match error:
        case SettingsError() | ClusterError() | FrontlineError():
            return str(error)
        case DBAPIError():
            return _of_the_database(error)
        case OSError(filename=str()):
            return f"{error.filename}: {error.strerror}."
        case _:
            kind = type(error).__name__
            return f"{kind}: {error}. Set FRONTLINE_LOG_LEVEL=debug to see where it comes from."


def _where(fault: Fault) -> str:
    return ":".join(str(fault[part]) for part in ("file", "line") if part in fault)


def _of_the_database(error: DBAPIError) -> str:
    first = str(error.orig).strip().splitlines()[0]
    match getattr(error.orig, "sqlstate", None):
        case None:
            return f"The database can't be reached ({first}): check FRONTLINE_DATABASE_URL."
        case "42P01" | "42703":
            return f"The schema is not this release's ({first}): run `frontline migrate`."
        case "42501":
            return f"The database does not allow it ({first}): use the owner's address."
        case "55P03":
            return "The tables are in use by others: try again in a moment."
        case _:
            return f"The database refused: {first}."
