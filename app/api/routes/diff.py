"""What differs between two moments of knowledge, two revisions or two policies?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Query, Response

from app.api.csv_table import OF_A_DISTRICT
from app.api.dependencies import Format, Reader
from app.api.inline import inline
from app.api.pages import LARGEST
from app.api.parameters import Clock, instant_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.diff import (
    DiffAnswer,
    DifferenceItem,
    Side,
    changed_since,
    difference_items,
    side_buckets,
    view_item,
)
from app.api.schemas.views import echo
from app.domain.asked import Asked
from app.errors import (
    FrontlineError,
    ParameterRefused,
    PolicyNotFound,
    RevisionNotFound,
    SourceNotFound,
)
from app.queries.diff import fetch_causes
from app.queries.status import fetch_status
from app.queries.views import Sight, fetch_sight

router = make_router("status")

COLUMNS = {
    **OF_A_DISTRICT,
    "changed": "#meta+list",
    "before": "#status+before",
    "after": "#status+after",
    "claim_before": "#event+id+before",
    "claim_after": "#event+id+after",
    "claims": "#event+id+list",
    "events": "#event+revision+list",
}
"""The columns of the CSV with their HXL tags."""

PAIRS = {"known_from": "known_to", "revision_from": "revision_to", "policy_a": "policy_b"}
NOT_FOUND: dict[str, tuple[type[FrontlineError], ...]] = {
    **dict.fromkeys(("policy_a", "policy_b"), (PolicyNotFound, SourceNotFound)),
    **dict.fromkeys(("revision_from", "revision_to"), (RevisionNotFound,)),
}
"""What can be missing that a parameter names."""


class Pair(NamedTuple):
    """What is asked for before and after, and the parameters that told them apart."""

    before: Asked
    after: Asked
    names: tuple[str, str]


@dataclass
class Sides:
    """Which two views are compared: two of one kind. The second is the present one if absent."""

    clock: Clock
    known_from: Annotated[
        str | None, Query(description="System time before: an instant, or the end of a day.")
    ] = None
    known_to: Annotated[
        str | None, Query(description="System time after `known_from`; absent: now.")
    ] = None
    revision_from: Annotated[
        int | None, Query(ge=0, le=LARGEST, description="The ledger's position before.")
    ] = None
    revision_to: Annotated[
        int | None, Query(ge=0, le=LARGEST, description="The position after; absent: the head.")
    ] = None
    policy_a: Annotated[str | None, Query(description="The first policy.", examples=["any"])] = None
    policy_b: Annotated[
        str | None, Query(description="The second policy; absent: the theatre's default.")
    ] = None

    def pair(self, asked: Asked) -> Pair:
        """Add to what both views have in common what tells them apart. Raises ParameterRefused."""
        names = self._names()
        common: dict[str, object] = {"known_at": asked.known_at, "revision": asked.revision}
        if names[0] == "policy_a":
            common = {"policy": asked.policy}
        for name, value in common.items():
            if value is not None:
                raise ParameterRefused(name, f"{' and '.join(names)} say that already.")
        before, after = (self._view(asked, name) for name in names)
        return Pair(before, after, names)

    def _view(self, asked: Asked, name: str) -> Asked:
        value: Any = getattr(self, name)
        kind = name.partition("_")[0]
        if kind == "known" and value is not None:
            value = instant_parameter(name, value, self.clock)
        told: Any = {"known_at" if kind == "known" else kind: value}
        return asked._replace(**told)

    def _names(self) -> tuple[str, str]:
        """Name the pair that is given. Raises ParameterRefused unless there is one."""
        given = [
            pair for pair in PAIRS.items() if any(getattr(self, name) is not None for name in pair)
        ]
        if len(given) != 1:
            pairs = ", or ".join(" and ".join(pair) for pair in PAIRS.items())
            wrong = given[1][0] if given else "revision_from"
            raise ParameterRefused(wrong, f"Give two of one kind: {pairs}.")
        first, second = given[0]
        if getattr(self, first) is None:
            raise ParameterRefused(first, f"{second} needs {first} beside it.")
        return first, second


@router.get("/diff", responses=answers(DiffAnswer, "diff"))
def read_diff(
    reader: Reader, wanted: Format, sides: Annotated[Sides, Depends(inline(Sides))], theatre: str
) -> Response:
    """Compare two views: the districts that differ, and what makes the difference.

    Give two moments of knowledge, two revisions or two policies. `claims` are those that count in
    one view alone, in the present periods, and those that govern in one alone; `events` recorded
    or reviewed them between the two. Both are of one day, `at`.
    """
    format_ = wanted.among("json", "csv")
    pair = sides.pair(reader.asked)
    reader = replace(reader, asked=pair.after)
    before, after = _see(reader, pair, theatre)
    since = changed_since(before, after)
    views = before.sight.view, after.sight.view
    causes = fetch_causes(reader.connection, *views, since) if since else []
    items = list(difference_items(before, after, causes))
    if format_ == "csv":
        return reader.answer(wanted.table(COLUMNS, _rows(items)), "csv")
    body = {
        **echo(after.sight),
        "views": {"before": view_item(before.sight), "after": view_item(after.sight)},
        "total": len(items),
        "items": items,
        "buckets": {"before": side_buckets(before), "after": side_buckets(after)},
    }
    return reader.answer(body)


def _see(reader: Reader, pair: Pair, theatre: str) -> tuple[Side, Side]:
    """Resolve both views, the later one first: it may have to wait for its revision."""
    first, second = pair.names
    with _told_as(second):
        after = reader.see(theatre)
    asked = pair.before
    if first == "policy_a":
        asked = asked._replace(known_at=None, revision=after.view.revision)
    with _told_as(first):
        before = fetch_sight(reader.connection, theatre, asked)
    if before.view.revision > after.view.revision:
        raise ParameterRefused(second, f"{second} comes before {first}.")
    return _side(reader, before), _side(reader, after)


def _side(reader: Reader, sight: Sight) -> Side:
    return Side(sight, fetch_status(reader.connection, sight.view))


@contextmanager
def _told_as(name: str) -> Iterator[None]:
    """Name the parameter of a policy or revision that is not there as the client wrote it."""
    try:
        yield
    except NOT_FOUND.get(name, ()) as error:
        raise ParameterRefused(name, error.detail) from None


def _rows(items: list[DifferenceItem]) -> Iterator[list[object]]:
    for item in items:
        before, after = item["before"], item["after"]
        events = [event["revision"] for event in item["events"]]
        lists = (";".join(map(str, each)) for each in (item["claims"], events))
        yield [
            *(item["code"], item["name"], item["province"], item["province_name"]),
            *(";".join(item["changed"]), before["status"], after["status"]),
            *(before["claim"], after["claim"], *lists),
        ]
