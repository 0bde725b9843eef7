"""How is what a client posts laid out? What it means is checked by the services."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
)

from app.domain.claim_checks import UNPRINTABLE
from app.domain.dates import parse_day
from app.domain.drafts import ClaimDraft, FigureDraft, ReportDraft, ReviewDraft, SourceDraft
from app.errors import MOST_FAULTS, DraftRejected, Fault
from app.services.post_claims import Posted
from app.services.review_claims import PostedReview

M = TypeVar("M")

MOST = 1000
"""Claims or reviews in one body."""


def _clean(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise ValueError("There are control characters in it: take them out.")
    return text


def _day(value: object) -> object:
    return parse_day(value) if isinstance(value, str) else value


Text = Annotated[str, Field(max_length=10_000, strict=True), AfterValidator(_clean)]
Word = Annotated[str, Field(min_length=1, max_length=500, strict=True), AfterValidator(_clean)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64, strict=True)]
Day = Annotated[date, BeforeValidator(_day)]
Id = Annotated[int, Field(ge=1, lt=2**63, strict=True)]


class Body(BaseModel):
    """A body, or a part of one; fields that are unknown are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class ReportBody(Body):
    """The cited document: a URL, or a title and a publisher."""

    url: Word | None = None
    archived_url: Word | None = None
    title: Text | None = None
    publisher: Word | None = None
    published_on: Day | None = None

    @property
    def draft(self) -> ReportDraft:
        """The report as it is handed in."""
        return ReportDraft(**{name: getattr(self, name) for name in ReportDraft._fields})


class SourceBody(Body):
    """Who asserts; `favours` is the actor it is partial to."""

    id: Slug
    name: Word
    kind: Word
    favours: Word | None = None

    @property
    def draft(self) -> SourceDraft:
        """The source as it is handed in."""
        return SourceDraft(self.id, self.name, self.kind, self.favours)


def _is_made(source: object) -> str:
    return "made" if isinstance(source, dict | SourceBody) else "named"


SourceNamed = Annotated[
    Annotated[Slug, Tag("named")] | Annotated[SourceBody, Tag("made")], Discriminator(_is_made)
]
"""A source by its id, or one to be made: what is wrong is told of the one alone."""


class ClaimBody(Body):
    """Source S says that place P has status X from date D."""

    place: Word = Field(description="Code or unambiguous name.")
    except_: list[Word] = Field([], alias="except", max_length=100_000)
    status: Word
    valid_from: Word = Field(description="EDTF: day, month, year, `a/b` or `../b`.")
    source: SourceNamed
    report: ReportBody
    mode: Word | None = None
    speaker: Text | None = None
    note: Text | None = None
    confidence: Word | None = None
    standing: Word = "unconfirmed"
    replaces: Id | None = None

    def posted(self, pointer: str) -> Posted:
        """The claim as it is handed in; `pointer` is its place in the body."""
        brought = self.source.draft if isinstance(self.source, SourceBody) else None
        draft = ClaimDraft(
            place=self.place,
            excepted=tuple(self.except_),
            status=self.status,
            valid_from=self.valid_from,
            source=self.source.id if isinstance(self.source, SourceBody) else self.source,
            report=self.report.draft,
            mode=self.mode,
            speaker=self.speaker,
            note=self.note,
            confidence=self.confidence,
            standing=self.standing,
            replaces=self.replaces,
        )
        return Posted(draft, pointer, new_source=brought)


class ClaimsBody(Body):
    """Several claims, all or nothing."""

    claims: list[ClaimBody] = Field(min_length=1, max_length=MOST)


class ReviewBody(Body):
    """The standing that a claim has from now on, and why."""

    standing: Word
    reason: Text

    def posted(self, claim: int) -> PostedReview:
        """The review as it is handed in."""
        return PostedReview(ReviewDraft(claim, self.standing, self.reason))


class ReviewOfBody(ReviewBody):
    """A review among several, with the claim that it is of."""

    claim: Id


class ReviewsBody(Body):
    """Several reviews, all or nothing."""

    reviews: list[ReviewOfBody] = Field(min_length=1, max_length=MOST)


class ReportedValue(Body):
    """One published number, as it was printed; what else a figure shows of it is computed."""

    model_config = ConfigDict(extra="ignore")
    as_reported: Word


def _as_printed(value: Any) -> Any:
    return str(value) if type(value) is int else value


Printed = Annotated[Word, BeforeValidator(_as_printed)]


class FigureBody(Body):
    """Numbers that someone published."""

    place: Word
    date: Word = Field(description="EDTF.")
    unit: Word
    values: dict[Word, Printed | ReportedValue] = Field(min_length=1, max_length=30)
    denominator: Printed | None = None
    source: Slug | None = None
    report: ReportBody
    note: Text | None = None

    @property
    def draft(self) -> FigureDraft:
        """The figure as it is handed in."""
        return FigureDraft(
            place=self.place,
            date=self.date,
            unit=self.unit,
            report=self.report.draft,
            values={
                status: value.as_reported if isinstance(value, ReportedValue) else value
                for status, value in self.values.items()
            },
            denominator=self.denominator,
            source=self.source,
            note=self.note,
        )


class RedactionBody(Body):
    """Which texts of a claim are blanked, and why."""

    fields: list[Literal["speaker", "note", "report.title"]] = Field(min_length=1, max_length=3)
    reason: Text


def read_body(model: type[M], document: object, prefix: str = "") -> M:
    """Read a body. Raises DraftRejected with a pointer to everything that is wrong."""
    try:
        return TypeAdapter(model).validate_python(document)
    except ValidationError as error:
        faults = [
            Fault(
                pointer=prefix + pointer_to(item["loc"], document),
                detail=item["msg"].removeprefix("Value error, "),
            )
            for item in error.errors(include_url=False, include_input=False)[:MOST_FAULTS]
        ]
        raise DraftRejected("The body is wrong; nothing was recorded.", faults) from None


def pointer_to(path: Sequence[int | str], document: object) -> str:
    """Write a JSON pointer (RFC 6901) to what is wrong; the last part may be what is missing.

    Between the parts pydantic names the alternative that it tried, which is nowhere in the body.
    """
    pointer = ""
    value: Any = document
    for n, part in enumerate(path, 1):
        if isinstance(value, dict) and (part in value or n == len(path)):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            continue
        pointer += "/" + str(part).replace("~", "~0").replace("/", "~1")
    return pointer


def read_claims(document: object) -> list[Posted]:
    """Read one claim, or `{"claims": [...]}`. Raises DraftRejected."""
    if isinstance(document, dict) and "claims" in document:
        listed = read_body(ClaimsBody, document).claims
        return [claim.posted(f"/claims/{n}") for n, claim in enumerate(listed)]
    return [read_body(ClaimBody, document).posted("")]
