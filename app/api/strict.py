"""Is every query parameter known, and given once? A route that ignores none."""

from collections.abc import Callable, Coroutine, Iterator
from difflib import get_close_matches
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.errors import NotFound, ParameterRefused

LONGEST = 1100
"""Characters of a parameter: a cursor has 1,000, all others far less."""


class StrictRoute(APIRoute):
    """A route that refuses query parameters which it does not declare, and repeated ones."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler with the check."""
        handler = super().get_route_handler()
        fields = list(_query_fields(self.dependant))
        many = {f.alias for f in fields if get_origin(f.field_info.annotation) is list}
        known = {f.alias for f in fields}

        async def checked(request: Request) -> Response:
            if any(_unlikely(str(value)) for value in request.path_params.values()):
                raise NotFound("Nothing has this address.")
            for name, value in request.query_params.multi_items():
                if detail := _unlikely(name + value):
                    raise ParameterRefused(name[:LONGEST], detail)
                if name not in known:
                    raise ParameterRefused(name, _unknown(name, known))
                if name not in many and len(request.query_params.getlist(name)) > 1:
                    raise ParameterRefused(name, f"{name} is given more than once.")
            return await handler(request)

        return checked


def _unlikely(text: str) -> str | None:
    """Tell why a text is no parameter, whatever it means; None: it may be one."""
    if "\0" in text:
        return "A NUL byte is no text."
    if len(text) > LONGEST:
        return f"A parameter has {LONGEST} characters at most, its name included."
    return None


def _query_fields(dependant: Dependant) -> Iterator[ModelField]:
    yield from dependant.query_params
    for inner in dependant.dependencies:
        yield from _query_fields(inner)


def _unknown(name: str, known: set[str]) -> str:
    guess = get_close_matches(name, known, 1)
    hint = f" Did you mean {guess[0]}?" if guess else ""
    listed = f"It takes {', '.join(sorted(known))}." if known else "It takes no parameters."
    return f"There is no parameter {name!r} here.{hint} {listed}"
