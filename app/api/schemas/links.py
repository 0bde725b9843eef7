"""Where does the evidence lie? Links from a count to its districts, and from a status to its claim.

Those to districts name the revision and a day of the stretch: they show what was counted, for ever.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.queries.views import Sight


class Links:
    """The links of one view; all are path-absolute."""

    def __init__(self, sight: Sight) -> None:
        view, stretch = sight.view, sight.stretch
        day = stretch and (stretch.last or stretch.first)
        self._theatre = f"/v1/theatres/{view.theatre}"
        self._dated = {"at": day} if day else {}
        self._known = {"revision": view.revision, "policy": view.policy.id, "set": view.set_id}

    def districts(self, status: str, among: Mapping[str, str]) -> str:
        """Link to the districts of a status; `among` are further filters of the status."""
        return self._status({"status": status, **among, **self._dated, **self._known})

    def districts_on(self) -> str:
        """Give a template (RFC 6570) of such links, for any `status` and day `at`."""
        return self._status({"status": "{status}", "at": "{at}", **self._known})

    def _status(self, query: dict[str, object]) -> str:
        return f"{self._theatre}/status?{urlencode(query, safe=':{}')}"


def claim_link(theatre: str) -> str:
    """Give a template (RFC 6570) of the links to claims, for any `claim`.

    A claim is shown as it stands now, so that equal statuses are equal at whichever revision.
    """
    return f"/v1/theatres/{theatre}/claims/{{claim}}"
