"""What is handed in to be recorded, before the ledger has looked at it."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class ReportDraft(NamedTuple):
    """The cited document: a URL, or a title and a publisher."""

    url: str | None = None
    archived_url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What two citations of one document share: the URL, else title and publisher."""
        return (self.url,) if self.url else (None, self.title, self.publisher)


class SourceDraft(NamedTuple):
    """Who asserts; `favours` is the actor it is partial to, None: no one."""

    id: str
    name: str
    kind: str
    favours: str | None = None


class Original(NamedTuple):
    """What a source said on a scale of its own."""

    scale: str
    value: str


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """Source S says that place P has status X from date D (EDTF).

    `place` and `excepted` are codes or names; `replaces` is the id of an earlier claim. The status
    may be left empty where there is an `original`.
    """

    place: str
    status: str
    valid_from: str
    source: str
    report: ReportDraft
    excepted: tuple[str, ...] = ()
    mode: str | None = None
    speaker: str | None = None
    note: str | None = None
    confidence: str | None = None
    standing: str = "unconfirmed"
    replaces: int | None = None
    original: Original | None = None


class ReviewDraft(NamedTuple):
    """The desk gives a claim another standing."""

    claim: int
    standing: str
    reason: str


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """Numbers that someone published; `values` are status -> as printed, `date` is EDTF."""

    place: str
    date: str
    unit: str
    report: ReportDraft
    values: dict[str, str] = field(default_factory=dict)
    denominator: str | None = None
    source: str | None = None
    note: str | None = None
