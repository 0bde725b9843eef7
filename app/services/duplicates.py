"""Was this recorded already? A claim or figure that was posted twice counts once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Select,
    Subquery,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
)

from app.db.models import claims, figures, redactable_texts, reports, reviews
from app.domain.claim_checks import CheckedClaim
from app.domain.drafts import ReportDraft
from app.domain.figure_checks import CheckedFigure

Identity = tuple[Any, ...]

_COMPARED = ("place", "valid_from", "source", "status")


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
    connection: Connection, theatre: str, drafts: Sequence[CheckedClaim]
) -> dict[Identity, int]:
    """Find the ids of the claims that equal one of the drafts and are not retracted.

    Of a report whose title was redacted the title can't be compared: it equals none.
    """
    rows = connection.execute(_claims_like(theatre, drafts))
    return {
        (*row[1:5], tuple(row[5]), *ReportDraft(*row[6:10]).identity): row.revision for row in rows
    }


def known_figures(connection: Connection, theatre: str) -> dict[Identity, int]:
    """Find the ids of all figures of a theatre by what they say."""
    cited = _cited(theatre)
    statement = select(
        figures, figures.c["values"].label("printed"), cited.c.url, cited.c.title, cited.c.publisher
    ).where(figures.c.theatre == theatre, figures.c.report == cited.c.id)
    return {
        (
            *(row.place, row.date, row.unit, row.denominator, row.source),
            *sorted(row.printed.items()),
            *ReportDraft(url=row.url, title=row.title, publisher=row.publisher).identity,
        ): row.revision
        for row in connection.execute(statement)
    }


def _claims_like(theatre: str, drafts: Sequence[CheckedClaim]) -> Select[Any]:
    said = list(zip(*(claim_identity(draft)[:4] for draft in drafts), strict=True)) or [()] * 4
    wanted = func.unnest(
        *(cast(literal(list(column), ARRAY(Text)), ARRAY(Text)) for column in said)
    )
    like = wanted.table_valued(*_COMPARED).alias("like").render_derived()
    cited = _cited(theatre)
    retracted = select(reviews.c.claim).where(
        reviews.c.theatre == theatre,
        reviews.c.claim == claims.c.revision,
        reviews.c.standing == "retracted",
    )
    return (
        select(
            claims.c.revision,
            *(claims.c[name] for name in _COMPARED),
            claims.c["except"],
            *(cited.c.url, literal(None).label("archived_url"), cited.c.title, cited.c.publisher),
        )
        .join_from(claims, like, and_(*(claims.c[name] == like.c[name] for name in _COMPARED)))
        .join(cited, cited.c.id == claims.c.report)
        .where(
            claims.c.theatre == theatre,
            claims.c.standing != "retracted",
            ~retracted.exists(),
        )
    )


def _cited(theatre: str) -> Subquery:
    title = and_(
        redactable_texts.c.theatre == reports.c.theatre,
        redactable_texts.c.revision == reports.c.id,
        redactable_texts.c.field == "title",
    )
    return (
        select(
            *(reports.c.id, reports.c.url, reports.c.publisher),
            redactable_texts.c.value.label("title"),
        )
        .join_from(reports, redactable_texts, title, isouter=True)
        .where(reports.c.theatre == theatre)
        .subquery("cited")
    )
