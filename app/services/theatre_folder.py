"""What does a theatre's folder hold? Its files are read here; whether they fit is checked next."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.drafts import ClaimDraft, FigureDraft
from app.errors import Fault
from app.services.folder_rows import (
    ClaimRow,
    Code,
    CrosswalkRow,
    DistrictRow,
    FigureRow,
    Label,
    NameRow,
    PopulationRow,
    ProvinceRow,
    Slug,
    SourceRow,
)
from app.services.tables import Numbered, R, read_table

OPTIONAL = {"names", "population", "crosswalk", "figures", "claims", "sources"}


class Entry(BaseModel):
    """A table of theatre.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Actor(Entry):
    """A party to the conflict."""

    id: Code
    label: Label


class Status(Entry):
    """A step of the scale."""

    id: Code
    step: Annotated[int, Field(ge=0, le=29)]
    label: Label
    controller: Code | None = None
    degree: Literal["control", "influence", "contested", "unknown"]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
    order: Annotated[int, Field(ge=0, lt=2**15)]


class DistrictSet(Entry):
    """A fixed list of districts, used as denominator."""

    id: Slug
    title: Label
    description: str | None = None


class MethodNote(Entry):
    """What a reader must know of how the record was made."""

    id: Slug
    topic: Literal["control", "evidence", "gap"]
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    source: str | None = None


class Theatre(Entry):
    """What theatre.toml says."""

    id: Code
    code: Code
    title: Label
    licence: Label
    attribution: str
    note: str | None = None
    falls_to: Code
    default_set: Slug
    default_policy: str
    actors: Annotated[list[Actor], Field(min_length=1)]
    statuses: Annotated[list[Status], Field(min_length=1)]
    sets: Annotated[list[DistrictSet], Field(min_length=1)]
    method: list[MethodNote] = []


@dataclass
class Folder:
    """A theatre's folder: every row with its line, and what could not be read."""

    path: Path
    theatre: Theatre | None = None
    provinces: list[Numbered[ProvinceRow]] = field(default_factory=list)
    districts: list[Numbered[DistrictRow]] = field(default_factory=list)
    names: list[Numbered[NameRow]] = field(default_factory=list)
    population: list[Numbered[PopulationRow]] = field(default_factory=list)
    crosswalk: list[Numbered[CrosswalkRow]] = field(default_factory=list)
    sources: list[Numbered[SourceRow]] = field(default_factory=list)
    claims: list[tuple[int, ClaimDraft]] = field(default_factory=list)
    figures: list[tuple[int, FigureDraft]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, line: int, detail: str) -> None:
        """Note that something is wrong."""
        self.faults.append(Fault(file=file, line=line, detail=detail))

    def table(self, name: str, columns: type[R]) -> list[Numbered[R]]:
        """Read one of the CSV tables; an optional one may be absent."""
        return list(self.rows(name, columns))

    def rows(self, name: str, columns: type[R]) -> Iterator[Numbered[R]]:
        """Read one of the CSV tables row by row."""
        path = self.path / f"{name}.csv"
        if not path.exists():
            if name not in OPTIONAL:
                self.fault(path.name, 1, "The file is missing.")
            return
        with path.open("rb") as lines:
            for item in read_table(lines, columns):
                if isinstance(item, Numbered):
                    yield item
                else:
                    self.fault(path.name, item["line"], item["detail"])


def read_folder(path: Path) -> Folder:
    """Read all files of a folder. What can't be read is among its `faults`."""
    folder = Folder(path)
    folder.theatre = _read_theatre(folder)
    folder.provinces = folder.table("provinces", ProvinceRow)
    folder.districts = folder.table("districts", DistrictRow)
    folder.names = folder.table("names", NameRow)
    folder.population = folder.table("population", PopulationRow)
    folder.crosswalk = folder.table("crosswalk", CrosswalkRow)
    folder.sources = folder.table("sources", SourceRow)
    folder.claims = [(line, row.draft) for line, row in folder.rows("claims", ClaimRow)]
    folder.figures = [(line, row.draft) for line, row in folder.rows("figures", FigureRow)]
    return folder


def _read_theatre(folder: Folder) -> Theatre | None:
    path = folder.path / "theatre.toml"
    if not path.exists():
        folder.fault(path.name, 1, "The file is missing: a theatre's folder has it.")
        return None
    try:
        return Theatre.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        folder.fault(path.name, 1, f"This is no TOML: {error}.")
    except ValidationError as error:
        for key, reason in _reasons(error):
            folder.fault(path.name, _line_of(path, key), f"{key}: {reason}")
    return None


def _reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    for wrong in error.errors():
        yield ".".join(str(part) for part in wrong["loc"]), wrong["msg"]


def _line_of(path: Path, key: str) -> int:
    """Find the line of a key such as `statuses.2.colour`, which TOML's parser does not tell."""
    table, *rest = key.split(".")
    lines = list(enumerate(path.read_text("utf-8").splitlines(), start=1))
    begins = [number for number, line in lines if line.strip() == f"[[{table}]]"]
    entry = int(rest[0]) if rest and rest[0].isdigit() else -1
    start = begins[entry] if 0 <= entry < len(begins) else 1
    wanted = key.rsplit(".", maxsplit=1)[-1]
    found = (number for number, line in lines if line.split("=")[0].strip() == wanted)
    return next((number for number in found if number >= start), start)
