"""Which items are on a page of a long list, and how long is the list? In one statement."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select, Subquery, func, literal, select, true, tuple_

Item = TypeVar("Item")


class Part(NamedTuple):
    """Which part of a list is asked for: `limit` items after the one with the key `after`.

    `after` None: from the start. With a limit of 0 the total alone is asked for.
    """

    limit: int
    after: tuple[int | str, ...] | None = None


class Listed(NamedTuple, Generic[Item]):
    """The items of a part, and the `total` of the whole list; `more`: others come after them."""

    items: list[Item]
    total: int
    more: bool


def page_of(keys: Select[Any], part: Part, *, newest_first: bool = False) -> Subquery:
    """Select the keys of a part with the `total` of the list: one row at least.

    All columns of `keys` are the key, which orders the list. Of a part without items the key is
    null. One item more than the limit is selected, for `listed` to see that there is more.
    """
    whole = select(func.count().label("total")).select_from(keys.subquery()).subquery("whole")
    key = keys.subquery("key")
    own = tuple_(*key.c)
    items = select(*key.c).limit(part.limit and part.limit + 1)
    if part.after is not None:
        bound = [literal(v, c.type) for v, c in zip(part.after, key.c, strict=True)]
        items = items.where(own < tuple_(*bound) if newest_first else own > tuple_(*bound))
    items = items.order_by(*((c.desc() if newest_first else c) for c in key.c))
    page = items.subquery("items")
    return (
        select(whole.c.total, *page.c).select_from(whole.outerjoin(page, true())).subquery("page")
    )


def listed(
    rows: Iterable[Sequence[Any]], part: Part, read: Callable[[Sequence[Any]], Item]
) -> Listed[Item]:
    """Read the rows of a statement that joins a page with its items.

    Each row begins with the total and the id of the item, null where there is none; `read` gets
    all but the total.
    """
    found = list(rows)
    items = [read(row[1:]) for row in found[: part.limit] if row[1] is not None]
    return Listed(items, found[0][0], len(found) > len(items) > 0)
