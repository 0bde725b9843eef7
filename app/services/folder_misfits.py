"""Which rows of a folder do not fit the others, or what the ledger has already?"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from app.domain.claim_checks import check_text
from app.domain.drafts import Original
from app.domain.names import fold
from app.domain.policies import parse_policy, require_offered
from app.domain.vocabulary import Meaning, Vocabulary
from app.errors import PolicyNotFound
from app.services.theatre_folder import Folder, Theatre

THEATRE_FILE = "theatre.toml"


class Misfit(NamedTuple):
    """Something that does not fit: its file, its line, and why."""

    file: str
    line: int
    detail: str


def misfits(folder: Folder, theatre: Theatre, known: Vocabulary) -> Iterator[Misfit]:
    """Give all that does not fit, but for claims and figures, which have checks of their own."""
    for file, found in (
        (THEATRE_FILE, _theatre(theatre)),
        (THEATRE_FILE, _scale(theatre)),
        (THEATRE_FILE, _fixed(theatre, known)),
        ("provinces.csv", _provinces(folder, theatre)),
        ("districts.csv", _districts(folder, theatre)),
        ("districts.csv", _moved(folder, known)),
        ("names.csv", _names(folder)),
        ("population.csv", _population(folder)),
        ("crosswalk.csv", _crosswalk(folder, theatre, known)),
        ("sources.csv", _sources(folder, theatre, known)),
    ):
        yield from (Misfit(file, line, detail) for line, detail in found)


Found = Iterator[tuple[int, str]]
"""Lines, and what is wrong there. Of theatre.toml it is the first: the text names the key."""


def _theatre(theatre: Theatre) -> Found:
    actors = {actor.id for actor in theatre.actors}
    if theatre.falls_to not in actors:
        yield (1, f"falls_to: there is no actor {theatre.falls_to!r}.")
    if theatre.default_set not in {set_.id for set_ in theatre.sets}:
        yield (1, f"default_set: there is no set {theatre.default_set!r}.")
    try:
        policy = parse_policy(theatre.default_policy)
        require_offered(policy, {status.degree for status in theatre.statuses})
    except PolicyNotFound as error:
        yield (1, f"default_policy: {error}")
    for what, values in (
        ("actors: id", [actor.id for actor in theatre.actors]),
        ("sets: id", [set_.id for set_ in theatre.sets]),
        ("method: id", [note.id for note in theatre.method]),
        ("statuses: id", [status.id for status in theatre.statuses]),
        ("statuses: step", [status.step for status in theatre.statuses]),
        ("statuses: order", [status.order for status in theatre.statuses]),
    ):
        yield from ((1, f"{what}: {v!r} is there twice.") for v in _repeated(values))


def _scale(theatre: Theatre) -> Found:
    actors = {actor.id for actor in theatre.actors}
    for status in theatre.statuses:
        if status.id == "not_assessed":
            yield (1, "statuses: not_assessed is no status: it is where no claim speaks.")
        if status.controller is not None and status.controller not in actors:
            yield (1, f"statuses: {status.id}: there is no actor {status.controller!r}.")
        if status.degree == "control" and status.controller is None:
            yield (1, f"statuses: {status.id}: control is somebody's: name the controller.")


def _provinces(folder: Folder, theatre: Theatre) -> Found:
    centres = {
        row.code: row.province for _, row in folder.districts if row.type == "provincial_centre"
    }
    seen: set[str] = set()
    for line, row in folder.provinces:
        if row.code in seen or row.code == theatre.code:
            yield (line, f"code: {row.code} is another place's already.")
        if centres.get(row.capital) != row.code:
            yield (line, f"capital: {row.capital} is no provincial_centre of {row.code}.")
        yield from ((line, detail) for detail in _unnameable(*row.names.values()))
        seen.add(row.code)


def _districts(folder: Folder, theatre: Theatre) -> Found:
    provinces = {row.code: row.capital for _, row in folder.provinces}
    districts = Counter(row.code for _, row in folder.districts)
    sets = {set_.id for set_ in theatre.sets}
    for line, row in folder.districts:
        if districts[row.code] > 1 or row.code in provinces or row.code == theatre.code:
            yield (line, f"code: {row.code} is another place's too.")
        capital = provinces.get(row.province)
        if capital is None:
            yield (line, f"province: there is no {row.province} in provinces.csv.")
        elif row.type == "provincial_centre" and capital != row.code:
            yield (line, f"type: the capital of {row.province} is {capital}.")
        if row.parent is not None and row.parent not in districts.keys() - {row.code}:
            yield (line, f"parent: there is no other district {row.parent}.")
        for id_ in set(row.sets) - sets:
            yield (line, f"sets: there is no set {id_!r} in {THEATRE_FILE}.")
        yield from ((line, detail) for detail in _unnameable(*row.names.values()))


def _names(folder: Folder) -> Found:
    known = {row.code for _, row in (*folder.provinces, *folder.districts)}
    for line, row in folder.names:
        if row.code not in known:
            yield (line, f"code: there is no place {row.code} in this folder.")
        yield from ((line, detail) for detail in _unnameable(row.name))


def _population(folder: Folder) -> Found:
    known = {row.code for _, row in (*folder.provinces, *folder.districts)}
    seen = set()
    for line, row in folder.population:
        if row.code not in known:
            yield (line, f"code: there is no place {row.code} in this folder.")
        if (row.code, row.year) in seen:
            yield (line, f"year: {row.code} has a population of {row.year} already.")
        seen.add((row.code, row.year))


def _crosswalk(folder: Folder, theatre: Theatre, known: Vocabulary) -> Found:
    statuses = {status.id for status in theatre.statuses}
    seen = set()
    for line, row in folder.crosswalk:
        original = Original(row.scale, row.value)
        if original in seen:
            yield (line, f"value: {row.value!r} of {row.scale} is there already.")
        if row.status not in statuses:
            yield (line, f"status: there is no status {row.status!r}.")
        if known.crosswalk.get(original, row.status) != row.status:
            yield (line, f"status: {row.value!r} is recorded otherwise, and can't be changed.")
        seen.add(original)


def _sources(folder: Folder, theatre: Theatre, known: Vocabulary) -> Found:
    actors = {actor.id for actor in theatre.actors}
    seen = set()
    for line, row in folder.sources:
        if row.id in seen:
            yield (line, f"id: {row.id} is there already.")
        if row.favours is not None and row.favours not in actors:
            yield (line, f"favours: there is no actor {row.favours!r}.")
        if row.id in known.sources and known.sources[row.id] != row.favours:
            yield (line, f"favours: {row.id} is recorded otherwise, and can't be changed.")
        seen.add(row.id)


def _fixed(theatre: Theatre, known: Vocabulary) -> Found:
    """What a status means is fixed, for every claim that used it would change its meaning."""
    for status in theatre.statuses:
        meaning = Meaning(status.controller, status.degree)
        if known.statuses.get(status.id, meaning) != meaning:
            yield (1, f"statuses: {status.id} is recorded otherwise, and can't be changed.")
    for actor in theatre.actors:
        if known.actors and actor.id not in known.actors:
            yield (1, f"actors: {actor.id} is new: the actors of a theatre are fixed.")


def _moved(folder: Folder, known: Vocabulary) -> Found:
    for line, row in folder.districts:
        place = known.places.get(row.code)
        if place is not None and place.province != row.province:
            yield (line, f"province: {row.code} is recorded as of {place.province}.")


def _unnameable(*names: str) -> Iterator[str]:
    for name in names:
        if not fold(name):
            yield "name: there is no letter in it."
        yield from (f"name: {misfit.detail}" for misfit in check_text("name", name))


def _repeated(values: Sequence[Hashable]) -> list[Hashable]:
    return [value for value, count in Counter(values).items() if count > 1]
