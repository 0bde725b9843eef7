"""Which words does a theatre understand: its statuses, actors, sources and places?"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from app.domain.drafts import Original
from app.domain.names import fold

THEATRE, PROVINCE, DISTRICT = 0, 1, 2
"""The levels of places, the more specific the higher."""

MOST_CANDIDATES = 5


class Meaning(NamedTuple):
    """What a status means; `controller` None: nobody controls."""

    controller: str | None
    degree: str


class KnownPlace(NamedTuple):
    """A place with its level and how many districts it holds, itself if it is one.

    `province` is None for what is no district.
    """

    code: str
    level: int
    name: str
    province: str | None
    districts: int


class WordUnknown(ValueError):
    """A word that the theatre does not understand; the text says which ones it does."""


class Vocabulary:
    """The words of one theatre, or as many of its places as are needed."""

    def __init__(
        self,
        names_of_theatre: Iterable[str],
        statuses: Mapping[str, Meaning],
        actors: Iterable[str],
        sources: Mapping[str, str | None],
        revision: int = 0,
    ) -> None:
        """`names_of_theatre`: its id and code; `sources`: id -> the actor it favours, or None.

        `revision` is the one of the ledger when the words were looked up.
        """
        self.revision = revision
        self.names_of_theatre = {name.upper() for name in names_of_theatre}
        self.statuses = dict(statuses)
        self.actors = list(actors)
        self.sources = dict(sources)
        self.crosswalk: dict[Original, str] = {}
        self.places: dict[str, KnownPlace] = {}
        self._codes: dict[str, str] = {}
        self._named: dict[str, list[KnownPlace]] = {}

    def add_place(self, place: KnownPlace, names: Iterable[str] = ()) -> None:
        """Make a place known by its code, its name and other spellings, in any case."""
        self.places[place.code] = place
        self._codes[place.code.upper()] = place.code
        for folded in {fold(name) for name in (place.name, *names)}:
            if folded:
                self._named.setdefault(folded, []).append(place)

    def knows(self, text: str) -> bool:
        """Tell whether a code or name means a place here, one or several."""
        wanted = text.strip().upper()
        return wanted in self._codes or wanted in self.names_of_theatre or fold(text) in self._named

    def code_of(self, text: str) -> str | None:
        """Give the code of a district as it is written here, if the text is one in any case."""
        code = self._codes.get(text.strip().upper())
        return code if code and self.places[code].level == DISTRICT else None

    def named(self, text: str, level: int) -> list[KnownPlace]:
        """Find the places of a level that have this code, or else this name."""
        code = self._codes.get(text.strip().upper())
        found = [self.places[code]] if code else self._named.get(fold(text), [])
        return [place for place in found if place.level == level]

    def place(self, text: str) -> KnownPlace:
        """Find the place that a code or an unambiguous name means.

        A code wins over names. Raises WordUnknown with candidates.
        """
        wanted = text.strip().upper()
        if wanted in self.names_of_theatre:
            return next(place for place in self.places.values() if place.level == THEATRE)
        if wanted in self._codes:
            return self.places[self._codes[wanted]]
        found = self._named.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"{place.code} ({place.name})" for place in sorted(found))
            raise WordUnknown(f"Several places are called {text!r}: write a code, {shown}.")
        near = get_close_matches(fold(text), self._named, MOST_CANDIDATES)
        meant = dict.fromkeys(place for name in near for place in self._named[name])
        shown = ", ".join(f"{place.code} ({place.name})" for place in meant)
        hint = f" Did you mean {shown}?" if shown else " /districts?q= finds its code."
        raise WordUnknown(f"There is no place {text!r} in this theatre.{hint}")
