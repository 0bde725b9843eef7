"""What was claimed, by whom, and what does the desk make of it?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from fastapi import Depends, Path, Query, Response

from app.api.dependencies import KnownReader
from app.api.inline import inline
from app.api.pages import LARGEST, AskedPage, link_header, list_answer
from app.api.parameters import Clock, day_parameter, instant_parameter
from app.api.routing import answers
from app.api.routing import router as make_router
from app.api.schemas.claims import ClaimItem, ClaimsAnswer, claim_item
from app.api.schemas.views import known
from app.errors import ParameterRefused, PolicyNotFound, SourceNotFound
from app.queries.claims import Wanted, fetch_claim, fetch_claims
from app.queries.places import ANYWHERE
from app.queries.views import Sight

router = make_router("evidence")

T = TypeVar("T")
Standing = Literal["unconfirmed", "confirmed", "rejected", "retracted"]


@dataclass
class Filter:
    """Which claims are wanted."""

    clock: Clock
    place: Annotated[str | None, Query(description="Claims that cover it: a code or name.")] = None
    source: Annotated[str | None, Query(description="Who asserts.")] = None
    standing: Annotated[Standing | None, Query(description="The standing as known.")] = None
    status: Annotated[str | None, Query(description="The status claimed.")] = None
    recorded_after: Annotated[str | None, Query(description="System time: an instant or day.")] = (
        None
    )
    published_after: Annotated[str | None, Query(description="A day: of reports after it.")] = None

    def see(self, reader: KnownReader, theatre: str) -> Sight:
        """Resolve what the filter names. Raises ParameterRefused."""
        # A source exists if there is a policy of it, which the view resolves anyway.
        policy = f"source:{self.source}" if self.source is not None else None
        try:
            return reader.narrowed(policy=policy).see_within(theatre, self.place, "place", ANYWHERE)
        except (PolicyNotFound, SourceNotFound):
            refused = SourceNotFound(self.source or "")
            raise ParameterRefused("source", refused.detail) from None

    def wanted(self, sight: Sight) -> Wanted:
        """Read the filter. Raises ParameterRefused."""
        known_statuses = [status.id for status in sight.theatre.scale.statuses]
        if self.status is not None and self.status not in known_statuses:
            listed = ", ".join(known_statuses)
            raise ParameterRefused("status", f"There is no status {self.status!r} here: {listed}.")

        def read(kind: Callable[[str, str, datetime], T], name: str, text: str | None) -> T | None:
            return None if text is None else kind(name, text, self.clock)

        return Wanted(
            place=sight.place,
            source=self.source,
            standing=self.standing,
            status=self.status,
            recorded_after=read(instant_parameter, "recorded_after", self.recorded_after),
            published_after=read(day_parameter, "published_after", self.published_after),
        )


@router.get("/claims", responses=answers(ClaimsAnswer, "claims"))
def list_claims(
    reader: KnownReader,
    only: Annotated[Filter, Depends(inline(Filter))],
    page: AskedPage,
    theatre: str,
) -> Response:
    """List claims, the newest first, each with its report, standing and reviews."""
    part = page.part(int)
    sight = only.see(reader, theatre)
    claims = fetch_claims(reader.connection, sight.view, only.wanted(sight), part)
    shown = list_answer(reader.request, claims, claim_item, lambda claim: (claim.revision,))
    return reader.answer({**known(sight), **shown}, headers=link_header(shown))


@router.get("/claims/{claim}", responses=answers(ClaimItem, "claim"))
def read_claim(
    reader: KnownReader, theatre: str, claim: Annotated[int, Path(ge=1, le=LARGEST)]
) -> Response:
    """Show one claim. Its ETag stands for its own state alone: send it as If-Match of a review."""
    sight = reader.see(theatre)
    found = fetch_claim(reader.connection, theatre, claim, sight.view.revision)
    return reader.answer(claim_item(found))
