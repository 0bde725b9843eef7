"""Does a folder fit together, and with what the ledger has? Every misfit with its file and line."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from app.domain.claim_checks import CheckedClaim, check_claim
from app.domain.drafts import Original
from app.domain.figure_checks import CheckedFigure, check_figure
from app.domain.vocabulary import DISTRICT, PROVINCE, THEATRE, KnownPlace, Meaning, Vocabulary
from app.errors import DraftRejected
from app.services.folder_misfits import misfits
from app.services.progress import Track, untold
from app.services.theatre_folder import Folder, Theatre

REFERRED_TO = {"theatre.toml", "provinces.csv", "districts.csv", "sources.csv", "crosswalk.csv"}


@dataclass
class CheckedFolder:
    """A folder that can be recorded."""

    folder: Folder
    theatre: Theatre
    words: Vocabulary
    claims: list[CheckedClaim] = field(default_factory=list)
    figures: list[CheckedFigure] = field(default_factory=list)


def check_folder(
    folder: Folder, known: Vocabulary, recorded_on: date, track: Track = untold
) -> CheckedFolder:
    """Check a folder against itself and the words that the ledger knows (none: a new theatre).

    Raises DraftRejected with all that is wrong; nothing was recorded.
    """
    theatre = folder.theatre
    if theatre is None or any(fault["file"] in REFERRED_TO for fault in folder.faults):
        raise _rejected(folder)  # what refers to these rows would only repeat it
    for misfit in misfits(folder, theatre, known):
        folder.fault(*misfit)
    checked = CheckedFolder(folder, theatre, _extend(known, folder, theatre))
    _check_facts(checked, recorded_on, track)
    if folder.faults:
        raise _rejected(folder)
    return checked


def _rejected(folder: Folder) -> DraftRejected:
    faults = sorted(folder.faults, key=lambda fault: (fault["file"], fault["line"]))
    many = "1 thing is" if len(faults) == 1 else f"{len(faults)} things are"
    return DraftRejected(f"{many} wrong in {folder.path}; nothing was recorded.", faults)


def _check_facts(checked: CheckedFolder, recorded_on: date, track: Track) -> None:
    folder = checked.folder
    for line, draft in track(folder.claims, "Checking claims"):
        claim, wrong = check_claim(draft, checked.words, recorded_on)
        checked.claims += [claim] if claim else []
        for field_, detail in wrong:
            folder.fault("claims.csv", line, f"{field_.replace('.', '_')}: {detail}")
    for line, printed in folder.figures:
        figure, wrong = check_figure(printed, checked.words, recorded_on)
        checked.figures += [figure] if figure else []
        for field_, detail in wrong:
            folder.fault("figures.csv", line, f"{field_.removeprefix('values.')}: {detail}")


def _extend(known: Vocabulary, folder: Folder, theatre: Theatre) -> Vocabulary:
    """Add a folder's words to those that are known."""
    statuses = {row.id: Meaning(row.controller, row.degree) for row in theatre.statuses}
    sources = {row.id: row.favours for _, row in folder.sources}
    words = Vocabulary(
        {theatre.id, theatre.code},
        {**statuses, **known.statuses},
        [actor.id for actor in theatre.actors],
        {**sources, **known.sources},
    )
    words.crosswalk = {Original(row.scale, row.value): row.status for _, row in folder.crosswalk}
    words.crosswalk |= known.crosswalk
    alternates: dict[str, list[str]] = {}
    for _, name in folder.names:
        alternates.setdefault(name.code, []).append(name.name)
    held = Counter(row.province for _, row in folder.districts)
    total = sum(held.values())
    words.add_place(KnownPlace(theatre.code, THEATRE, theatre.title, None, total), [theatre.title])
    for _, row in folder.provinces:
        province = KnownPlace(row.code, PROVINCE, row.name_en, None, held[row.code])
        words.add_place(province, (*row.names.values(), *alternates.get(row.code, ())))
    for _, district in folder.districts:
        place = KnownPlace(district.code, DISTRICT, district.name_en, district.province, 1)
        words.add_place(place, (*district.names.values(), *alternates.get(district.code, ())))
    return words
