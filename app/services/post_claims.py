"""How do claims that someone posts get into the ledger: all of them, or none?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from app.db.models import claims, events
from app.domain.claim_checks import CheckedClaim, Misfit, check_claim, check_text
from app.domain.drafts import ClaimDraft, SourceDraft
from app.domain.vocabulary import Vocabulary
from app.errors import MOST_FAULTS, AlreadyRecorded, Fault, NotAllowed, rejected
from app.queries.claims import Claim
from app.queries.reports import Report
from app.services.authorize import Author
from app.services.cited_reports import fetch_cited
from app.services.duplicates import Identity, claim_identity, known_claims
from app.services.issue_key import Scope
from app.services.progress import Track, untold
from app.services.record_events import Ledger
from app.services.record_facts import Recorder
from app.services.standings import fetch_standings
from app.services.words import fetch_crosswalk, fetch_words, words_moved


class Posted(NamedTuple):
    """A claim as it was posted; `pointer` is its place in the body, `line` that in a table."""

    draft: ClaimDraft
    pointer: str = ""
    line: int | None = None
    new_source: SourceDraft | None = None

    def fault(self, misfit: Misfit) -> Fault:
        """Tell what is wrong with it, and where."""
        if self.line is not None:
            return Fault(line=self.line, detail=": ".join(filter(None, misfit)))
        path = f"/{misfit.field.replace('.', '/')}" if misfit.field else ""
        return Fault(pointer=f"{self.pointer}{path}", detail=misfit.detail)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A claim that was recorded already: its index in the batch, and the recorded one."""

    index: int
    existing: int


class Claimed(NamedTuple):
    """A claim as it was recorded."""

    revision: int
    recorded_at: datetime
    checked: CheckedClaim


@dataclass
class Recorded:
    """What a batch added: the claims, what was skipped, and the last revision."""

    revision: int
    claims: list[Claimed] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """The ids of the claims."""
        return [claim.revision for claim in self.claims]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who posts, and by which rules: `four_eyes` keeps one from confirming what one recorded."""

    author: Author
    four_eyes: bool = False
    skip_duplicates: bool = False


class Checked(NamedTuple):
    """A batch that was found right, by the words of a revision, and the sources it brings."""

    claims: list[CheckedClaim]
    new_sources: list[SourceDraft]
    words: Vocabulary


@dataclass
class Batch:
    """Claims that are posted together: all of them are recorded, or none."""

    posted: Sequence[Posted]
    desk: Desk
    _checked: Checked | None = None

    def check(self, connection: Connection, theatre: str) -> None:
        """Do what needs no lock: find out what is wrong with the claims by themselves.

        Raises TheatreNotFound, NotAllowed, and DraftRejected with all that is wrong.
        """
        self._checked = None
        _check_rights(self.posted, self.desk)
        words = fetch_words(connection, theatre, _texts(self.posted))
        if any(posted.draft.original for posted in self.posted):
            words.crosswalk = fetch_crosswalk(connection, theatre)
        new_sources = _new_sources(self.posted, words)
        checked = _check(self.posted, words, datetime.now(UTC))
        self._checked = Checked(checked, new_sources, words)

    def record(self, ledger: Ledger, track: Track = untold) -> Recorded:
        """Record each claim as an event on a locked ledger, and close it.

        What `check` found holds, unless other words came in between; then it is called again.
        Raises what it raises, and AlreadyRecorded.
        """
        connection, theatre = ledger.connection, ledger.theatre
        if self._checked is None or words_moved(
            connection, theatre, self._checked.words.revision, ledger.began_at
        ):
            self.check(connection, theatre)
        assert self._checked is not None  # noqa: S101 - `check` did not raise
        claims, new_sources, _ = self._checked
        _check_replaced(ledger, self.posted, self.desk)
        cited = fetch_cited(connection, theatre, (claim.draft.report for claim in claims))
        existing = known_claims(connection, theatre, claims, cited)
        if not self.desk.skip_duplicates:
            _refuse_duplicates(self.posted, claims, existing)
        recorder = Recorder(ledger, cited)
        for source in new_sources:
            recorder.source(source)
        recorded = Recorded(ledger.revision)
        for index, claim in enumerate(track(claims, "Recording claims")):
            identity = claim_identity(claim)
            if identity in existing:
                recorded.skipped.append(Skipped(index, existing[identity]))
            else:
                existing[identity] = recorder.claim(claim)
                recorded.claims.append(Claimed(existing[identity], ledger.instant, claim))
        recorded.revision = ledger.close()
        return recorded


def as_recorded(claimed: Claimed, author: Author) -> Claim:
    """Give a claim as a reader finds it as soon as it is recorded."""
    draft = claimed.checked.draft
    return Claim(
        revision=claimed.revision,
        place=claimed.checked.place.code,
        excepted=list(claimed.checked.excepted),
        covers=claimed.checked.covers,
        status=draft.status,
        valid_from=draft.valid_from,
        earliest=claimed.checked.window.earliest,
        latest=claimed.checked.window.latest,
        mode=draft.mode,
        source=draft.source,
        speaker=draft.speaker or None,
        note=draft.note or None,
        confidence=draft.confidence,
        standing=draft.standing,
        reviews=[],
        replaces=draft.replaces,
        replaced_by=None,
        recorded_at=claimed.recorded_at,
        recorded_by=author.id,
        original=None,  # what is posted as JSON is on the theatre's scale
        report=Report(*draft.report._replace(title=draft.report.title or None)),
    )


def _check_rights(batch: Sequence[Posted], desk: Desk) -> None:
    if any(posted.draft.standing != "unconfirmed" for posted in batch):
        desk.author.needs(Scope.CLAIMS_REVIEW, "A standing other than `unconfirmed`")
        if desk.four_eyes and any(posted.draft.standing == "confirmed" for posted in batch):
            raise NotAllowed(
                "Someone else has to confirm what this key records: leave standing out."
            )


def _texts(batch: Sequence[Posted]) -> set[str]:
    return {text for posted in batch for text in (posted.draft.place, *posted.draft.excepted)}


def _new_sources(batch: Sequence[Posted], words: Vocabulary) -> list[SourceDraft]:
    """Find the sources that claims bring along; the words know them from here on."""
    new: dict[str, SourceDraft] = {}
    faults = []
    for posted in batch:
        source = posted.new_source
        if source is None:
            continue
        known = new.get(source.id)
        if source.id in words.sources and known is None:
            if words.sources[source.id] != source.favours:
                faults.append(
                    posted.fault(Misfit("source.favours", "The source is recorded otherwise."))
                )
        elif known not in {None, source}:
            faults.append(posted.fault(Misfit("source", "Two sources here have this id.")))
        else:
            faults += [posted.fault(misfit) for misfit in check_source(source, words, "source.")]
            new[source.id] = source
            words.sources[source.id] = source.favours
    if faults:
        raise rejected(faults)
    return list(new.values())


def check_source(source: SourceDraft, words: Vocabulary, prefix: str = "") -> list[Misfit]:
    """Tell what is wrong with a source that is to be recorded."""
    wrong = [
        misfit
        for name in ("name", "kind")
        for misfit in check_text(f"{prefix}{name}", getattr(source, name))
    ]
    if source.favours is not None and source.favours not in words.actors:
        known = ", ".join(words.actors)
        wrong.append(
            Misfit(f"{prefix}favours", f"There is no actor {source.favours!r}: write {known}.")
        )
    return wrong


def _check(batch: Sequence[Posted], words: Vocabulary, now: datetime) -> list[CheckedClaim]:
    checked, faults = [], []
    for posted in batch:
        claim, wrong = check_claim(posted.draft, words, now.date())
        checked += [claim] if claim else []
        faults += [posted.fault(misfit) for misfit in wrong]
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise rejected(faults)
    return checked


def _check_replaced(ledger: Ledger, batch: Sequence[Posted], desk: Desk) -> None:
    """Check that what is replaced is there, not retracted, and one's own or one's to review."""
    replaced = [posted for posted in batch if posted.draft.replaces is not None]
    if not replaced:
        return
    ids = [posted.draft.replaces or 0 for posted in replaced]
    standings = fetch_standings(ledger.connection, ledger.theatre, ids)
    faults = []
    for posted, id_ in zip(replaced, ids, strict=True):
        if id_ not in standings:
            detail = f"There is no claim {id_} in this theatre."
        elif standings[id_] == "retracted" or ids.count(id_) > 1:
            detail = f"Claim {id_} is retracted already, or replaced twice here."
        else:
            continue
        faults.append(posted.fault(Misfit("replaces", detail)))
    if faults:
        raise rejected(faults)
    if Scope.CLAIMS_REVIEW not in desk.author.scopes:
        _check_own(ledger, ids, desk)


def _check_own(ledger: Ledger, ids: Sequence[int], desk: Desk) -> None:
    others = (
        select(events.c.revision)
        .join_from(claims, events, claims.c.revision == events.c.revision)
        .where(
            events.c.theatre == ledger.theatre,
            claims.c.theatre == ledger.theatre,
            events.c.revision.in_(ids),
            events.c.recorded_by.is_distinct_from(desk.author.id),
        )
    )
    if ledger.connection.scalars(others).first() is not None:
        desk.author.needs(Scope.CLAIMS_REVIEW, "Replacing a claim that another key recorded")


def _refuse_duplicates(
    batch: Sequence[Posted],
    checked: Sequence[CheckedClaim],
    existing: dict[tuple[object, ...], int],
) -> None:
    faults, ids = [], []
    seen: set[Identity] = set()
    for posted, claim in zip(batch, checked, strict=True):
        identity = claim_identity(claim)
        if identity in existing:
            detail = f"This is claim {existing[identity]}."
            ids.append(existing[identity])
        elif identity in seen:
            detail = "The same claim stands before it in this batch."
        else:
            seen.add(identity)
            continue
        faults.append(posted.fault(Misfit("", detail)))
    if faults:
        many = "This claim is" if len(faults) == 1 else f"{len(faults)} of these claims are"
        how = "nothing was recorded now. on_duplicate=skip records the others."
        raise AlreadyRecorded(f"{many} recorded already; {how}", faults, ids)
