"""What can go wrong, as facts. Nothing here knows HTTP: `api/problems.py` gives each a status."""

from collections.abc import Sequence
from typing import TypedDict

MOST_FAULTS = 1000
"""How many things that are wrong are looked for in what was posted, and told."""


class Fault(TypedDict, total=False):
    """One thing that is wrong, and where: a parameter, a place in a body, or a line of a file."""

    detail: str
    parameter: str
    pointer: str
    file: str
    line: int


class FrontlineError(Exception):
    """Something a caller can mend; `detail` says what, `errors` where, if it is several things."""

    def __init__(self, detail: str, errors: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class NotFound(FrontlineError):
    """Something was named that is not there."""


class TheatreNotFound(NotFound):
    """No theatre has this id."""

    def __init__(self, theatre: str) -> None:
        super().__init__(f"There is no theatre {theatre!r}. /v1/theatres lists them.")


class PlaceNotFound(NotFound):
    """No place has this code or name; `candidates` are those that are spelled most alike."""

    def __init__(self, name: str, candidates: Sequence[dict[str, str]] = ()) -> None:
        hint = " /districts?q= and /provinces of the theatre list codes and names."
        if candidates:
            alike = (f"{candidate['name']} ({candidate['code']})" for candidate in candidates)
            hint = f" Did you mean {', '.join(alike)}?"
        super().__init__(f"There is no place {name!r} in this theatre.{hint}")
        self.candidates = list(candidates)


class PlaceAmbiguous(FrontlineError):
    """Several places have this name; `candidates` are their codes and names."""

    def __init__(self, name: str, candidates: Sequence[dict[str, str]]) -> None:
        codes = ", ".join(candidate["code"] for candidate in candidates)
        super().__init__(f"Several places are called {name!r}: ask by code, one of {codes}.")
        self.candidates = list(candidates)


class ClaimNotFound(NotFound):
    """No claim has this id."""

    def __init__(self, claim: int) -> None:
        super().__init__(f"There is no claim {claim} in this theatre.")


class SetNotFound(NotFound):
    """No district set has this id."""

    def __init__(self, set_id: str) -> None:
        super().__init__(f"There is no set {set_id!r} in this theatre; the theatre lists its sets.")


class PolicyNotFound(NotFound):
    """No policy has this name."""


class SourceNotFound(NotFound):
    """No source has this id."""

    def __init__(self, source: str) -> None:
        super().__init__(f"There is no source {source!r} in this theatre; see its /sources.")


class RevisionNotFound(FrontlineError):
    """The ledger has not come so far."""

    def __init__(self, revision: int, head: int) -> None:
        super().__init__(f"There is no revision {revision} yet; the head is {head}.")


class ParameterRefused(FrontlineError):
    """A query parameter is unknown, repeated or can't be read."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail, [{"parameter": parameter, "detail": detail}])


class NotAcceptable(FrontlineError):
    """None of the formats asked for is there."""


class MediaTypeUnsupported(FrontlineError):
    """The body is of a type that is not read here."""


class BodyUnreadable(FrontlineError):
    """The body is not what its media type says."""


class BodyTooLarge(FrontlineError):
    """The body is longer than the limit."""


class BodyTooSlow(FrontlineError):
    """The body comes in so slowly that it would take a place from others."""


class TooManyRequests(FrontlineError):
    """More was asked than one address or one key may; `wait_s`: seconds until it may again."""

    def __init__(self, detail: str, wait_s: int) -> None:
        super().__init__(detail)
        self.wait_s = wait_s


class DraftRejected(FrontlineError):
    """What was to be recorded is well-formed but wrong; nothing was recorded."""


def rejected(faults: Sequence[Fault]) -> DraftRejected:
    """Refuse a batch for all that is wrong with it."""
    more = " or more" if len(faults) >= MOST_FAULTS else ""
    many = "1 thing is" if len(faults) == 1 else f"{len(faults)}{more} things are"
    return DraftRejected(f"{many} wrong; nothing was recorded.", faults)


class _OfKey(FrontlineError):
    """Something is wrong with a key; `key` is its id, which is no secret. None: there is none."""

    def __init__(self, detail: str, key: str | None = None) -> None:
        super().__init__(detail)
        self.key = key


class KeyRefused(_OfKey):
    """A write came without a key that is valid now."""


class NotAllowed(_OfKey):
    """The key is valid, but does not allow this."""


class ClaimMoved(FrontlineError):
    """The claim is no longer what the reviewer saw."""


class ClaimRetracted(FrontlineError):
    """The claim was retracted, which is for good."""


class AlreadyRecorded(FrontlineError):
    """What equals something recorded, whose ids are `existing`."""

    def __init__(self, detail: str, errors: Sequence[Fault], existing: Sequence[int] = ()) -> None:
        super().__init__(detail, errors)
        self.existing = list(existing)


class IdempotencyKeyReused(FrontlineError):
    """An idempotency key came with another request than the first time."""


class OutcomeUnknown(FrontlineError):
    """The database went away while a write was committed: it may stand, or not."""


class NotReady(FrontlineError):
    """The service can't answer now; try again in a moment."""
