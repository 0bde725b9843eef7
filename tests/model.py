"""A naive model of the rule (ADR 1 and ADR 8): loops over lists, no index, nothing derived.

The service's SQL is compared with it. It is written from the rule's words, step by step, and
shares no code with the service.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True)
class Place:
    """A district with its province, and the province's capital among them."""

    code: str
    province: str


@dataclass
class Said:
    """A claim as recorded, with its reviews as (revision, standing)."""

    revision: int
    place: str
    excepted: frozenset[str]
    status: str
    earliest: date | None
    latest: date
    source: str
    standing: str
    reviews: list[tuple[int, str]] = field(default_factory=list)

    def standing_at(self, revision: int) -> str:
        standing = self.standing
        for reviewed, to in sorted(self.reviews):
            if reviewed <= revision:
                standing = to
        return standing


@dataclass
class Answer:
    """The status of a district on a day."""

    status: str
    possible: set[str]
    claim: int | None
    last_confirmed: date | None


@dataclass
class Ledger:
    """Claims over districts; `control` are the statuses of degree control.

    `controllers` are the actors who control a status, `favours` those whom a source favours.
    """

    theatre: str
    districts: list[Place]
    control: frozenset[str]
    claims: list[Said] = field(default_factory=list)
    controllers: dict[str, str] = field(default_factory=dict)
    favours: dict[str, str] = field(default_factory=dict)

    def covers(self, claim: Said, district: Place) -> bool:
        if district.code in claim.excepted:
            return False
        return claim.place in (district.code, district.province, self.theatre)

    def level(self, claim: Said) -> int:
        if claim.place == self.theatre:
            return 0
        return 1 if claim.place in {d.province for d in self.districts} else 2

    def eligible(self, district: Place, revision: int, policy: str) -> list[Said]:
        found = []
        for claim in self.claims:
            if claim.revision > revision or not self.covers(claim, district):
                continue
            standing = claim.standing_at(revision)
            if policy == "confirmed":
                admitted = standing == "confirmed"
            else:
                admitted = standing in ("confirmed", "unconfirmed")
            if policy.startswith("source:"):
                admitted = admitted and claim.source == policy.removeprefix("source:")
            if policy == "against-interest":
                admitted = admitted and not self.is_a_gain(claim)
            if admitted:
                found.append(claim)
        return found

    def is_a_gain(self, claim: Said) -> bool:
        """Tell whether the claim gives the place to the actor whom its source favours."""
        controller = self.controllers.get(claim.status)
        return controller is not None and controller == self.favours.get(claim.source)

    def majority(self, district: Place, day: date, revision: int) -> Answer:
        """Let each source vote with its governing claim, if that is recent."""
        certain = [c for c in self.eligible(district, revision, "any") if c.latest <= day]
        if not certain:
            return Answer(NOT_ASSESSED, {NOT_ASSESSED}, None, None)
        own = [
            self.governing([c for c in certain if c.source == source])
            for source in {c.source for c in certain}
        ]
        newest = max(vote.latest for vote in own)
        votes = [vote for vote in own if newest - vote.latest <= timedelta(days=14)]
        told = [vote.status for vote in votes]
        most = max(told.count(status) for status in told)
        winners = {status for status in told if told.count(status) == most}
        if len(winners) > 1:
            return Answer("unknown", {*told, "unknown"}, None, None)
        (winner,) = winners
        governing = self.governing([vote for vote in votes if vote.status == winner])
        return Answer(winner, set(told), governing.revision, governing.latest)

    def governing(self, certain: list[Said]) -> Said:
        """Choose the newest of some claims; on one day control, then the place, then the last."""
        newest = max(c.latest for c in certain)
        tied = [c for c in certain if c.latest == newest]
        controlling = [c for c in tied if c.status in self.control] or tied
        specific = max(self.level(c) for c in controlling)
        nearest = [c for c in controlling if self.level(c) == specific]
        return max(nearest, key=lambda c: c.revision)

    def status(self, district: Place, day: date, revision: int, policy: str) -> Answer:
        if policy == "majority":
            return self.majority(district, day, revision)
        eligible = self.eligible(district, revision, policy)
        certain = [c for c in eligible if c.latest <= day]
        possible = [
            c for c in eligible if (c.earliest is None or c.earliest <= day) and day < c.latest
        ]
        if not certain:
            others = {c.status for c in possible}
            return Answer(NOT_ASSESSED, {NOT_ASSESSED} | others, None, None)
        governing = self.governing(certain)
        tied = [c for c in certain if c.latest == governing.latest]
        may_be = {governing.status} | {c.status for c in possible} | {c.status for c in tied}
        return Answer(governing.status, may_be, governing.revision, governing.latest)

    def periods(
        self, district: Place, upto: date, revision: int, policy: str
    ) -> list[tuple[str, int, set[int]]]:
        """Walk through every day of the ledger: (status, opening claim, all its claims).

        Under the majority a period may begin though no claim of that day governs: then the claim
        opens it that would win the day.
        """
        eligible = self.eligible(district, revision, policy)
        if not eligible:
            return []
        found: list[tuple[str, int, set[int]]] = []
        for day in each_day(min(c.latest for c in eligible), upto):
            answer = self.status(district, day, revision, policy)
            of_the_day = [c for c in eligible if c.latest == day]
            if not found or found[-1][0] != answer.status:
                opening = self.governing(of_the_day).revision
                if answer.claim in {c.revision for c in of_the_day}:
                    opening = answer.claim
                found.append((answer.status, opening, {opening}))
            found[-1][2].update(c.revision for c in of_the_day if c.status == answer.status)
            if answer.claim is not None:
                found[-1][2].add(answer.claim)
        return found

    def counts(
        self, districts: Iterable[Place], day: date, revision: int, policy: str
    ) -> dict[str, tuple[int, int, int]]:
        """Count districts: status -> (count, low, high), statuses with none left out."""
        answers = [self.status(d, day, revision, policy) for d in districts]
        statuses = {s for a in answers for s in a.possible}
        return {
            s: (
                sum(a.status == s for a in answers),
                sum(a.possible == {s} for a in answers),
                sum(s in a.possible for a in answers),
            )
            for s in statuses
        }


def each_day(first: date, last: date) -> Iterable[date]:
    """Walk from the first day to the last, both included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
