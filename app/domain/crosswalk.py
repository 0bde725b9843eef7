"""What does a value of a foreign scale mean on the theatre's own? One way only: never back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from app.domain.drafts import ClaimDraft, Original

Crosswalk = Mapping[Original, str]
"""Values of foreign scales with the statuses that stand for them."""


class Translated(NamedTuple):
    """A draft with its status, or what is wrong with it: a field, and why."""

    draft: ClaimDraft
    wrong: tuple[str, str] | None = None


def translate(draft: ClaimDraft, crosswalk: Crosswalk) -> Translated:
    """Give a claim that was made on a foreign scale its status here; it keeps the original."""
    original = draft.original
    if original is None:
        return Translated(draft)
    status = crosswalk.get(original)
    if status is None:
        known = [value for scale, value in crosswalk if scale == original.scale]
        told = f"write {', '.join(known)}" if known else "crosswalk.csv names the scales"
        said = f"The scale {original.scale!r} has no value {original.value!r} here: {told}."
        return Translated(draft, ("original", said))
    if draft.status not in {"", status}:
        said = f"The crosswalk has {status!r} for {original.value!r}: leave the status out."
        return Translated(draft, ("status", said))
    return Translated(replace(draft, status=status))
