"""The method of a theatre, for those who have to judge its map."""

from typing_extensions import TypedDict

from app.api.schemas.theatres import PolicyItem, ScaleItem, SetItem
from app.api.schemas.views import Known


class NoteItem(TypedDict):
    """Something that a reader must know; `source` says where it comes from."""

    id: str
    text: str
    source: str | None


class CrosswalkItem(TypedDict):
    """What a value of a foreign scale means here; `lossy`: the status says less, or other."""

    scale: str
    value: str
    status: str
    lossy: bool
    note: str | None
    source: str | None


class StepItem(ScaleItem):
    """A status with the number by which the ledger stores it."""

    step: int


class GeometryItem(TypedDict):
    """Which shapes are drawn; the source `schematic` shows no border that exists."""

    source: str
    title: str
    licence: str | None


class LinksItem(TypedDict):
    """Where the evidence is."""

    theatre: str
    claims: str
    sources: str
    figures: str
    changes: str
    export: str


class MethodAnswer(Known):
    """What control means here, the rule, scale, policies and sets, and what is missing."""

    title: str
    head_hash: str
    control: list[NoteItem]
    rule: list[NoteItem]
    scale: list[StepItem]
    crosswalks: list[CrosswalkItem]
    policies: list[PolicyItem]
    default_policy: str
    sets: list[SetItem]
    default_set: str
    falls_to: str
    geometry: GeometryItem | None
    evidence: list[NoteItem]
    gaps: list[NoteItem]
    note: str | None
    licence: str
    attribution: str
    links: LinksItem
