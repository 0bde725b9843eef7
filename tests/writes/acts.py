"""What people do to a ledger, drawn at random, and a model of what must come of it.

The rule is the naive model's (`tests/model.py`); here is what is recorded, refused and answered.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.model import Ledger, Place, Said

DISTRICTS = [Place(code, f"P{code[1]}") for code in ("D11", "D12", "D13", "D21", "D22")]
WHOLE = "the theatre"
WINDOWS = {
    "2020-04-01": (date(2020, 4, 1), date(2020, 4, 1)),
    "2020-04-02": (date(2020, 4, 2), date(2020, 4, 2)),
    "../2020-04-02": (None, date(2020, 4, 2)),
    "2020-04-01/2020-04-03": (date(2020, 4, 1), date(2020, 4, 3)),
    "2020-03": (date(2020, 3, 1), date(2020, 3, 31)),
    "2020-04-03~": (date(2020, 4, 3), date(2020, 4, 3)),
}
"""Dates as they are written, with the first and last day that they mean."""


class Draft(NamedTuple):
    """A claim to be posted; `replaces` counts back from the last claim. Few URLs: some meet."""

    place: str
    excepted: frozenset[str]
    status: str
    valid_from: str
    source: str
    url: int
    standing: str
    replaces: int | None


class Post(NamedTuple):
    """A batch, how it is sent, and what befalls it: see FATES."""

    drafts: list[Draft]
    fate: str


class Again(NamedTuple):
    """What a claim says, so many before the last, is posted anew: a retracted one's, if any is."""

    back: int


class Reviews(NamedTuple):
    """Other standings, together, for claims that are so many before the last."""

    standings: list[tuple[int, str]]


class Retry(NamedTuple):
    """A post that was answered is sent again: the one that is so many before the last."""

    back: int


Act = Post | Again | Reviews | Retry

NOTHING: st.SearchStrategy[frozenset[str]] = st.just(frozenset())
FATES = ("goes well", "goes well", "is tried dry", "is not committed", "is not answered")


def inside(place: str) -> frozenset[str]:
    """Name the districts that a claim on a place may leave out."""
    return frozenset(d.code for d in DISTRICTS if place in (d.province, WHOLE))


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Draw a claim."""
    place = draw(st.sampled_from(["D11", "D12", "D12", "D12", "D21", "P1", "P1", "P2", WHOLE]))
    others = sorted(inside(place))
    return Draft(
        place=place,
        excepted=draw(st.frozensets(st.sampled_from(others), max_size=2))
        if others
        else frozenset(),
        status=draw(st.sampled_from(["north", "fought", "south"])),
        valid_from=draw(st.sampled_from(list(WINDOWS))),
        source=draw(st.sampled_from(["gazette", "north-office"])),
        url=draw(st.integers(0, 1)),
        standing=draw(st.sampled_from(["confirmed", "confirmed", "unconfirmed", "rejected"])),
        replaces=draw(st.none() | st.none() | st.integers(0, 1)),
    )


POSTS = st.builds(Post, st.lists(drafts(), min_size=1, max_size=3), st.sampled_from(FATES))
STANDINGS = st.sampled_from(["confirmed", "unconfirmed", "rejected", "retracted"])
REVIEWS = st.builds(
    Reviews, st.lists(st.tuples(st.integers(0, 3), STANDINGS), min_size=1, max_size=3)
)
AGAIN = st.builds(Again, st.integers(0, 2))
RETRIES = st.builds(Retry, st.integers(0, 3))
ACTS = st.lists(
    POSTS | POSTS | POSTS | REVIEWS | REVIEWS | AGAIN | RETRIES, min_size=8, max_size=14
)


@dataclass
class Model:
    """The ledger as it must be: claims, the kinds of its events, and what its claims say."""

    ledger: Ledger
    kinds: list[str]
    drafts: dict[int, Draft] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """The last revision."""
        return len(self.kinds)

    @property
    def latest(self) -> list[Said]:
        """The claims, the last first."""
        return self.ledger.claims[::-1]

    def claim(self, id_: int) -> Said:
        """Find a claim."""
        return next(claim for claim in self.latest if claim.revision == id_)

    def standing(self, claim: Said) -> str:
        """The present standing of a claim."""
        return claim.standing_at(self.head)

    def replaced(self, draft: Draft) -> int | None:
        """The id of the claim that a draft replaces, if there is one so far back."""
        if draft.replaces is None or not self.latest:
            return None
        return self.latest[draft.replaces % len(self.latest)].revision

    def refusal(self, batch: list[Draft]) -> int | None:
        """The status with which a batch is refused; None: it is not."""
        replaced = [id_ for id_ in map(self.replaced, batch) if id_ is not None]
        retracted = {c.revision for c in self.latest if self.standing(c) == "retracted"}
        if len(replaced) > len(set(replaced)) or retracted.intersection(replaced):
            return 422
        if any(draft.excepted == inside(draft.place) != frozenset() for draft in batch):
            return 422
        said = {identity(draft) for id_, draft in self.drafts.items() if id_ not in retracted}
        new = {identity(draft) for draft in batch}
        return 409 if len(new) < len(batch) or new & said else None

    def record(self, batch: list[Draft]) -> list[int]:
        """Record a batch; give the ids."""
        replaced = [self.replaced(draft) for draft in batch]
        ids = []
        for draft, id_ in zip(batch, replaced, strict=True):
            self.kinds.append("claim")
            self.drafts[self.head] = draft
            self.ledger.claims.append(self._said(draft))
            ids.append(self.head)
            if id_ is not None:
                self.review(id_, "retracted")
        return ids

    def review(self, id_: int, standing: str) -> None:
        """Record a review."""
        self.kinds.append("review")
        self.claim(id_).reviews.append((self.head, standing))

    def _said(self, draft: Draft) -> Said:
        earliest, latest = WINDOWS[draft.valid_from]
        place = self.ledger.theatre if draft.place == WHOLE else draft.place
        who = draft.source, draft.standing
        return Said(self.head, place, draft.excepted, draft.status, earliest, latest, *who)

    def with_batch(self, batch: list[Draft]) -> "Model":
        """Give the ledger as it would be with a batch."""
        other = deepcopy(self)
        other.record(batch)
        return other

    def statuses(self, day: date, policy: str) -> dict[str, str]:
        """Give the status of each district on a day, as known now."""
        return {
            d.code: self.ledger.status(d, day, self.head, policy).status
            for d in self.ledger.districts
        }


def identity(draft: Draft) -> tuple[Any, ...]:
    """What two records of one claim share."""
    return draft[:6]


def body(draft: Draft, theatre: str, replaced: int | None) -> dict[str, object]:
    """Write a draft as it is posted."""
    return {
        "place": theatre if draft.place == WHOLE else draft.place,
        "except": sorted(draft.excepted),
        "status": draft.status,
        "valid_from": draft.valid_from,
        "source": draft.source,
        "report": {"url": f"https://example.org/{draft.url}"},
        "standing": draft.standing,
        "replaces": replaced,
    }
