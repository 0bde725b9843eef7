"""How is a long list read? In pages, each with a link to the next one."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Depends, Query, Request
from typing_extensions import TypedDict

from app.api.inline import inline
from app.errors import ParameterRefused
from app.queries.pages import Listed, Part

Item = TypeVar("Item")
Row = TypeVar("Row")

MOST_SIGNS = 1000
LARGEST = 2**62

LIMIT = Query(ge=0, le=1000, description="Items of a page; 0: the total alone.")
CURSOR = Query(max_length=MOST_SIGNS, description="Where the page begins: taken from `next`.")


class Paged(TypedDict):
    """A page of a list: `total` counts the whole list, `next` links to the next page."""

    total: int
    next: str | None


class ListAnswer(Paged, Generic[Item]):
    """A page with its items.

    What the OpenAPI tells of a list names its items itself: pydantic does not see those of a
    generic dictionary that another one extends.
    """

    items: list[Item]


class Page(NamedTuple):
    """Which page is asked for; `cursor` is that of the last item before it, None at first."""

    limit: int
    cursor: str | None

    def part(self, *kinds: type) -> Part:
        """Read the cursor as a key whose members are of these kinds. Raises ParameterRefused."""
        if self.cursor is None:
            return Part(self.limit)
        key = _decoded(self.cursor)
        if not isinstance(key, list) or [type(member) for member in key] != list(kinds):
            raise _forged()
        if any(_is_beyond(member) for member in key):
            raise _forged()
        return Part(self.limit, tuple(key))


def page(limit: Annotated[int, LIMIT] = 100, cursor: Annotated[str | None, CURSOR] = None) -> Page:
    """Read the parameters of a page."""
    return Page(limit, cursor)


AskedPage = Annotated[Page, Depends(inline(page))]


def list_answer(
    request: Request,
    listed: Listed[Row],
    show: Callable[[Row], Item],
    key: Callable[[Row], tuple[int | str, ...]],
) -> ListAnswer[Item]:
    """Show a page; `key` gives the key by which its last item leads to the next page."""
    link = _next_link(request, key(listed.items[-1])) if listed.more else None
    return {"items": [show(row) for row in listed.items], "total": listed.total, "next": link}


def link_header(shown: ListAnswer[Any]) -> dict[str, str]:
    """Say in a header (RFC 8288), too, where the next page is."""
    return {"Link": f'<{shown["next"]}>; rel="next"'} if shown["next"] else {}


def cursor_of(key: tuple[int | str, ...]) -> str:
    """Write the cursor by which the items after this key are asked for."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).rstrip(b"=").decode()


def _next_link(request: Request, key: tuple[int | str, ...]) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor_of(key))])}"


def _decoded(cursor: str) -> object:
    try:
        return orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None


def _is_beyond(member: int | str) -> bool:
    """Whether the database could not even compare with it."""
    return "\0" in member if isinstance(member, str) else abs(member) > LARGEST


def _forged() -> ParameterRefused:
    return ParameterRefused("cursor", "This cursor is not one of ours: take it from `next`.")
