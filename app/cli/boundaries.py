"""`frontline boundaries`: where do the districts of a theatre lie?"""

import csv
import inspect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from re import sub
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli.database import database
from app.cli.progress import shown
from app.db.engines import owner_engine
from app.domain.boundary_presets import PRESETS, Preset, find_preset
from app.domain.shape_matching import How
from app.errors import DraftRejected
from app.services.fetch_file import fetch_file, is_address
from app.services.import_boundaries import About, Imported, Wanted, import_boundaries

SHOWN = 20
"""How many rows of a kind are told; a report in a file tells all."""

HOW: dict[How | None, str] = {
    "code": "by code",
    "name_in_province": "by name in its province",
    "name": "by a name that one district alone has",
    "name_at_centroid": "by name, and by the centroid in it",
    None: "with no district",
}

cli = typer.Typer(help="Import the boundaries of districts.", no_args_is_help=True)


def _day(help_: str) -> Any:
    return typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help=help_)


@dataclass(kw_only=True)
class Asked:
    """The arguments and options of an import."""

    file_or_url: Annotated[
        str | None, typer.Argument(help="GeoJSON, Shapefile, GeoPackage, or a zip of one.")
    ] = None
    theatre: Annotated[str, typer.Option(help="The theatre's id.")]
    preset: Annotated[
        str | None,
        typer.Option(help="Known boundaries; fetched if no file is given. `presets` lists them."),
    ] = None
    source: Annotated[str | None, typer.Option(help="Short name, shown as geometry_source.")] = None
    title: Annotated[str | None, typer.Option(help="What they are.")] = None
    licence: Annotated[str | None, typer.Option(help="Under which licence they come.")] = None
    attribution: Annotated[str | None, typer.Option(help="Whom to name.")] = None
    valid_from: Annotated[datetime | None, _day("First day on which they are valid.")] = None
    valid_to: Annotated[datetime | None, _day("Last one; absent: they are valid now.")] = None
    layer: Annotated[
        str | None, typer.Option(help="LAYER or FILE:LAYER; absent: the one that fits.")
    ] = None
    report: Annotated[Path | None, typer.Option(help="CSV to write: what matched how.")] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell, and record nothing.")] = False


def import_(**given: Any) -> None:
    """Import boundaries from a file, an address or a preset; older versions are kept."""
    asked = Asked(**given)
    with database() as settings, _file(asked, settings.boundaries_limit_bytes) as file:
        limit = settings.boundaries_limit_bytes
        wanted = Wanted(file, asked.layer, limit, dry_run=asked.dry_run)
        about, engine = _about(asked, file), owner_engine(settings)
        imported = import_boundaries(engine, asked.theatre, wanted, about, shown)
    for line in _told(imported):
        typer.echo(line)
    if asked.report:
        _write(asked.report, imported)
    if imported.revision is None:
        typer.echo(f"{asked.theatre}: this was a dry run; nothing was recorded.")
    else:
        typer.echo(f"{asked.theatre}: recorded as revision {imported.revision}.")


# Typer reads the options of a command from its signature: that of the class.
import_.__signature__ = inspect.signature(Asked)  # type: ignore[attr-defined]
import_.__annotations__ = Asked.__annotations__
cli.command("import")(import_)


@cli.command()
def presets() -> None:
    """List the boundaries whose addresses and licences are known."""
    for preset in PRESETS:
        typer.echo(f"{preset.name} (theatre {preset.theatre}): {preset.title}; {preset.licence}")
        typer.echo(f"  {preset.address}\n  {preset.page}")


@contextmanager
def _file(asked: Asked, limit: int) -> Iterator[Path]:
    """Give the file, fetched if it is not here."""
    preset = _preset(asked)
    wanted = asked.file_or_url or (preset and preset.address)
    if wanted is None:
        raise typer.BadParameter("Name a file, an address, or a --preset.")
    if not is_address(wanted):
        if not Path(wanted).is_file():
            raise typer.BadParameter(f"There is no file {wanted}.")
        yield Path(wanted)
        return
    with TemporaryDirectory(prefix="frontline-") as folder:
        try:
            file = fetch_file(wanted, Path(folder), limit)
        except DraftRejected as error:
            raise DraftRejected(f"{error.detail} {_by_hand(asked, preset, wanted)}") from None
        yield file


def _preset(asked: Asked) -> Preset | None:
    if asked.preset is None:
        return None
    preset = find_preset(asked.theatre, asked.preset)
    if preset is None:
        known = [preset.name for preset in PRESETS if preset.theatre == asked.theatre]
        listed = ", ".join(known) or "none"
        raise typer.BadParameter(f"Presets of the theatre {asked.theatre}: {listed}.")
    return preset


def _by_hand(asked: Asked, preset: Preset | None, address: str) -> str:
    name = Path(address).name
    named = f" --preset {preset.name}" if preset else ""
    moved = f" (if it has moved, {preset.page} tells where it is)" if preset else ""
    return (
        f"Fetch {name} by hand from there{moved}, then run"
        f" `frontline boundaries import {name} --theatre {asked.theatre}{named}`."
    )


def _about(asked: Asked, file: Path) -> About:
    """Say whose the boundaries are: by the options, else the preset, else the file's name."""
    preset = _preset(asked)
    stem = file.name.split(".")[0].lower()
    address = asked.file_or_url or (preset.address if preset else "")
    return About(
        source=asked.source or (preset.name if preset else sub("[^a-z0-9]+", "-", stem).strip("-")),
        title=asked.title or (preset.title if preset else file.name),
        licence=asked.licence or (preset and preset.licence),
        attribution=asked.attribution or (preset and preset.attribution),
        valid_from=_date(asked.valid_from),
        valid_to=_date(asked.valid_to),
        origin=address if is_address(address) else file.name,
    )


def _date(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


def _told(imported: Imported) -> Iterator[str]:
    """Tell in lines what matched how, what did not, and what was repaired."""
    read = [f"{what} from {name}" for what, name in imported.columns._asdict().items() if name]
    yield f"{imported.layer}: {len(imported.rows)} rows, {', '.join(read)}"
    counts = Counter(row.match.by if row.match else None for row in imported.rows)
    yield from (f"  {counts[by]} matched {how}" for by, how in HOW.items() if counts[by])
    notes = [f"{row.label}: {row.note}" for row in imported.rows if row.note]
    repaired = [f"{code}: {why}" for code, why in imported.repaired.items()]
    for what, found in (
        ("to look at", notes),
        ("repaired", repaired),
        ("districts without a shape", imported.lacking),
    ):
        if found:
            yield f"{len(found)} {what}:"
            yield from (f"  {line}" for line in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  and {len(found) - SHOWN} more; --report FILE writes all"


def _write(path: Path, imported: Imported) -> None:
    """Write what became of each row, then the districts that lack a shape."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["district", "matched_by", "code", "name", "province", "repaired", "note"])
        for label, found, note in imported.rows:
            district, by = found or (None, None)
            repaired = imported.repaired.get(district or "")
            writer.writerow([district, by, *label, repaired, note])
        for code in imported.lacking:
            writer.writerow([code, *[None] * 5, "It has no shape."])
