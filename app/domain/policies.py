"""Which claims count: the named policies that choose among sources and standings."""

from collections.abc import Collection
from typing import NamedTuple

from app.errors import PolicyNotFound

DESCRIPTIONS = {
    "confirmed": "Claims that a reviewer confirmed.",
    "any": "Claims that are confirmed or still unconfirmed.",
    "against-interest": (
        "Confirmed or unconfirmed claims, less those that give a place to the actor whom their "
        "source favours: a party is believed about its losses, not its gains."
    ),
    "majority": (
        "The status for which most sources vote: each with its last confirmed or unconfirmed "
        "claim, if that is within 14 days of the newest of these. A tie is unknown."
    ),
    "source:ID": "The confirmed and unconfirmed claims of one source alone.",
}
"""The policies on offer, for people to read."""


KEPT = ("confirmed", "any", "against-interest")
"""The rules whose wins are kept: a day's own claims decide it. They are stored by their places."""


class Policy(NamedTuple):
    """A policy, read: its `rule`, and the `source` that the rule `source` asks for."""

    rule: str
    source: str | None = None

    @property
    def id(self) -> str:
        """The policy's name, as in a URL."""
        return self.rule if self.source is None else f"source:{self.source}"


def parse_policy(text: str) -> Policy:
    """Read the name of a policy. Whether the source exists is the ledger's to say.

    Raises PolicyNotFound.
    """
    if text in DESCRIPTIONS and ":" not in text:
        return Policy(text)
    rule, _, source = text.partition(":")
    if rule == "source" and source:
        return Policy(rule, source)
    raise PolicyNotFound(f"There is no policy {text!r}; there are {', '.join(DESCRIPTIONS)}.")


def offered(degrees: Collection[str]) -> dict[str, str]:
    """Give the policies, with their descriptions, of a scale whose statuses have these degrees.

    A majority needs a status of degree `unknown`, which is what a tie is.
    """
    left_out = set() if "unknown" in degrees else {"majority"}
    return {name: text for name, text in DESCRIPTIONS.items() if name not in left_out}


def require_offered(policy: Policy, degrees: Collection[str]) -> None:
    """Raise PolicyNotFound for a policy that a scale with these degrees does not offer."""
    if policy.rule == "majority" and "majority" not in offered(degrees):
        raise PolicyNotFound(
            "The policy 'majority' needs a status of degree 'unknown' for ties; this theatre's"
            " scale has none."
        )
