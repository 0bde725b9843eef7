"""Which of the documents that are cited does the ledger have already?"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Connection, Select, Text, and_, any_, bindparam, or_, select

from app.db.models import Code, redactable_texts, reports
from app.domain.drafts import ReportDraft

Cited = Mapping[ReportDraft, int]
"""Reports as they were cited, with their ids."""


def fetch_cited(connection: Connection, theatre: str, drafts: Iterable[ReportDraft]) -> Cited:
    """Fetch the reports at the same addresses, or of the same title and publisher without one.

    Of reports that are equal in all, the oldest counts. A title that was redacted is None.
    """
    wanted = set(drafts)
    without = [draft for draft in wanted if not draft.url]
    binds = {
        "of_theatre": theatre,
        "urls": list({draft.url for draft in wanted if draft.url}),
        "publishers": list({draft.publisher for draft in without}),
        "titles": list({draft.title for draft in without if draft.title}),
    }
    found: dict[ReportDraft, int] = {}
    for id_, *cited in sorted(connection.execute(cited_statement(), binds), key=lambda row: row.id):
        found.setdefault(ReportDraft(*cited), id_)
    return found


@cache
def cited_statement() -> Select[Any]:
    """Select id and citation (binds `of_theatre`, `urls`, `publishers`, `titles`)."""
    urls, publishers, titles = (
        bindparam(name, type_=ARRAY(Text)) for name in ("urls", "publishers", "titles")
    )
    title = redactable_texts.c.value
    of_report = and_(
        redactable_texts.c.theatre == reports.c.theatre,
        redactable_texts.c.revision == reports.c.id,
        redactable_texts.c.field == "title",
    )
    return (
        select(
            *(reports.c.id, reports.c.url, reports.c.archived_url, title.label("title")),
            *(reports.c.publisher, reports.c.published_on),
        )
        .join_from(reports, redactable_texts, of_report, isouter=True)
        .where(
            reports.c.theatre == bindparam("of_theatre", type_=Code),
            or_(
                reports.c.url == any_(urls),
                and_(
                    reports.c.url.is_(None),
                    reports.c.publisher == any_(publishers),
                    or_(title == any_(titles), title.is_(None)),
                ),
            ),
        )
    )
