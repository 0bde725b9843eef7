"""Is every query parameter known, and given once? A route that ignores none."""

import re
from collections.abc import Callable, Coroutine, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args, get_origin

from fastapi import Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.errors import NotFound, ParameterRefused

WHOLE = re.compile("-?[0-9]+")
"""A whole number. FastAPI takes `1_0`, `1.0` and ` 10` for one, too."""

LONGEST = 1100
"""Characters of a parameter: a cursor has 1,000, all others far less."""


class StrictRoute(APIRoute):
    """A route that refuses query parameters that it does not declare, repeated and empty ones."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler with the check."""
        handler = super().get_route_handler()
        taken = Taken.by(self.dependant)

        async def checked(request: Request) -> Response:
            if any(_unlikely(str(value)) for value in request.path_params.values()):
                raise NotFound("Nothing has this address.")
            query = request.query_params
            for name, value in query.multi_items():
                detail = _unlikely(name + value) or taken.fault(name, value, query.getlist(name))
                if detail:
                    raise ParameterRefused(name[:LONGEST], detail)
            return await handler(request)

        return checked


class Taken(NamedTuple):
    """The names of the parameters that a route takes: all, the repeatable, the whole numbers."""

    names: set[str]
    many: set[str]
    whole: set[str]

    @classmethod
    def by(cls, dependant: Dependant) -> "Taken":
        """Name what a route and all that it depends on take."""
        types = {f.alias: f.field_info.annotation for f in _query_fields(dependant)}
        return cls(
            set(types),
            {name for name, type_ in types.items() if get_origin(type_) is list},
            {name for name, type_ in types.items() if int in (type_, *get_args(type_))},
        )

    def fault(self, name: str, value: str, values: list[str]) -> str | None:
        """Tell why a parameter is refused, whatever it means; None: it is not."""
        if name not in self.names:
            return _unknown(name, self.names)
        if len(values) > 1 and name not in self.many:
            return f"{name} is given more than once."
        if not value:
            return f"{name} is empty. Give it a value, or leave it out."
        if name in self.whole and not WHOLE.fullmatch(value):
            return f"{name} takes a whole number, in digits alone."
        return None


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
