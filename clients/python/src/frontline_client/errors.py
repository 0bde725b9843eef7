"""What the service says when something is wrong: problem details (RFC 9457)."""

from typing import Any

import httpx


class Problem(Exception):
    """An answer that is no success.

    `errors` name the parameters, the parts of the body or the lines that are wrong, where there
    are several; `members` are all members of the problem.
    """

    def __init__(self, status: int, members: dict[str, Any]) -> None:
        self.status = status
        self.members = members
        self.detail: str = members.get("detail") or members.get("title") or f"Status {status}."
        self.errors: list[dict[str, Any]] = members.get("errors", [])
        faults = [fault["detail"] for fault in self.errors if fault["detail"] != self.detail]
        super().__init__(" ".join([self.detail, *faults]))


def require_success(response: httpx.Response) -> None:
    """Raise Problem for an answer that is no success; its body must have been read."""
    if response.is_success:
        return
    try:
        members = response.json()
    except ValueError:
        members = {}
    raise Problem(response.status_code, members if isinstance(members, dict) else {})
