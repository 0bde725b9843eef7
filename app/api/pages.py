"""How is a long list read? In pages, each with a link to the next one."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Depends, Query, Request
from typing_extensions import TypedDict

from app.errors import ParameterRefused

Item = TypeVar("Item")

LIMIT = Query(ge=0, le=1000, description="Items of a page; 0: the total alone.")
CURSOR = Query(description="Where the page begins: taken from `next`.")


class ListAnswer(TypedDict, Generic[Item]):
    """A page of a list: `total` counts the whole list, `next` links to the next page."""

    items: list[Item]
    total: int
    next: str | None


class Page(NamedTuple):
    """Which page is asked for; `after` is the key of the last item before it, None at first."""

    limit: int
    after: list[Any] | None


def page(limit: Annotated[int, LIMIT] = 100, cursor: Annotated[str | None, CURSOR] = None) -> Page:
    """Read the parameters of a page. Raises ParameterRefused."""
    if cursor is None:
        return Page(limit, None)
    try:
        after = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        after = None
    if not isinstance(after, list):
        raise ParameterRefused("cursor", "This cursor is not one of ours: take it from `next`.")
    return Page(limit, after)


def next_link(request: Request, key: Sequence[object] | None) -> str | None:
    """Link to the page after the item with this key; None: there is none."""
    if key is None:
        return None
    cursor = base64.urlsafe_b64encode(orjson.dumps(key)).rstrip(b"=").decode()
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def link_header(link: str | None) -> dict[str, str]:
    """Say the same in a header (RFC 8288)."""
    return {"Link": f'<{link}>; rel="next"'} if link else {}


AskedPage = Annotated[Page, Depends(page)]
