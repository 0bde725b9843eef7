"""Was this recorded already? A claim or figure that was posted twice counts once."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    select,
)

from app.db.models import Code, claims, figures, reviews
from app.domain.claim_checks import CheckedClaim
from app.domain.figure_checks import CheckedFigure
from app.services.cited_reports import Cited

Identity = tuple[Any, ...]

_COMPARED = ("place", "valid_from", "source", "status")
OF_THEATRE = bindparam("of_theatre", type_=Code)
REPORTS = bindparam("reports", type_=ARRAY(BigInteger))


def claim_identity(claim: CheckedClaim) -> Identity:
    """Give what two records of one claim share: who says what of where and when, in which report.

    A report is known by its URL, else by title and publisher.
    """
    draft = claim.draft
    said = (claim.place.code, draft.valid_from, draft.source, draft.status, claim.excepted)
    return (*said, *draft.report.identity)


def figure_identity(figure: CheckedFigure) -> Identity:
    """Give what two records of one published figure share."""
    draft = figure.draft
    said = (figure.place.code, draft.date, draft.unit, draft.denominator, draft.source)
    return (*said, *sorted(draft.values.items()), *draft.report.identity)


def known_claims(
    connection: Connection, theatre: str, drafts: Sequence[CheckedClaim], cited: Cited
) -> dict[Identity, int]:
    """Find the ids of the claims that equal one of the drafts and are not retracted.

    `cited` are the known reports that the drafts may cite. Of one whose title was redacted the
    title can't be compared: it equals none.
    """
    identities = {id_: report.identity for report, id_ in cited.items()}
    known = set(identities.values())
    said = {claim_identity(draft)[:4] for draft in drafts if draft.draft.report.identity in known}
    if not said:
        return {}
    columns = (list(column) for column in zip(*said, strict=True))
    binds = {"of_theatre": theatre, "reports": list(identities)}
    binds |= zip(_COMPARED, columns, strict=True)
    return {
        (*row[1:5], tuple(row.excepted), *identities[row.report]): row.revision
        for row in connection.execute(_claims_like(), binds)
    }


def known_figures(connection: Connection, theatre: str, cited: Cited) -> dict[Identity, int]:
    """Find the ids of the figures from some reports, by what they say."""
    identities = {id_: report.identity for report, id_ in cited.items()}
    if not identities:
        return {}
    binds = {"of_theatre": theatre, "reports": list(identities)}
    return {
        (
            *(row.place, row.date, row.unit, row.denominator, row.source),
            *sorted(row.printed.items()),
            *identities[row.report],
        ): row.revision
        for row in connection.execute(_figures_from(), binds)
    }


@cache
def _figures_from() -> Select[Any]:
    return select(figures, figures.c["values"].label("printed")).where(
        figures.c.theatre == OF_THEATRE, figures.c.report == any_(REPORTS)
    )


@cache
def _claims_like() -> Select[Any]:
    said = func.unnest(*(bindparam(name, type_=ARRAY(Text)) for name in _COMPARED))
    like = said.table_valued(*_COMPARED).render_derived(name="said")
    retracted = select(reviews.c.claim).where(
        reviews.c.theatre == OF_THEATRE,
        reviews.c.claim == claims.c.revision,
        reviews.c.standing == "retracted",
    )
    return (
        select(
            claims.c.revision,
            *(claims.c[name] for name in _COMPARED),
            claims.c["except"].label("excepted"),
            claims.c.report,
        )
        .join_from(like, claims, and_(*(claims.c[name] == like.c[name] for name in _COMPARED)))
        .where(
            claims.c.theatre == OF_THEATRE,
            claims.c.report == any_(REPORTS),
            claims.c.standing != "retracted",
            ~retracted.exists(),
        )
    )
