"""How is this record made, and what must one know to judge it?"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.models import boundary_versions, crosswalks, method_notes
from app.domain.method import RULE
from app.domain.policies import offered
from app.queries.control_at import THEATRE
from app.queries.theatres import Theatre


class Method(NamedTuple):
    """What a theatre says of its own making; `geometry` is None while there are no shapes."""

    notes: list[dict[str, Any]]
    crosswalks: list[dict[str, Any]]
    geometry: dict[str, Any] | None


def fetch_method(connection: Connection, theatre: str) -> Method:
    """Fetch what a theatre says of its method, as known now."""
    row = connection.execute(method_statement(), {"theatre": theatre}).one()
    return Method(row.notes or [], row.crosswalks or [], row.geometry)


def method_statement() -> Select[Any]:
    """Select the columns of Method, each as JSON."""
    note, step, version = method_notes.c, crosswalks.c, boundary_versions.c
    shown = _object(source=version.source, title=version.title, licence=version.licence)
    newest = select(shown).where(version.theatre == THEATRE).order_by(version.revision.desc())
    return select(
        select(
            _list(
                _object(id=note.id, topic=note.topic, text=note.text, source=note.source),
                *(note.revision, note.ordering),
            )
        )
        .where(note.theatre == THEATRE)
        .scalar_subquery()
        .label("notes"),
        select(
            _list(
                _object(
                    scale=step.scale,
                    value=step.value,
                    status=step.status,
                    lossy=step.lossy,
                    note=step.note,
                    source=step.source,
                ),
                *(step.scale, step.value),
            )
        )
        .where(step.theatre == THEATRE)
        .scalar_subquery()
        .label("crosswalks"),
        newest.limit(1).scalar_subquery().label("geometry"),
    )


def method_document(theatre: Theatre, method: Method) -> dict[str, Any]:
    """Tell the method of a theatre: what an answer shows, and an export carries."""
    return {
        "title": theatre.title,
        "head_hash": theatre.head_hash.hex(),
        "control": _about("control", method),
        "rule": [{"id": id_, "text": text, "source": None} for id_, text in RULE.items()],
        "scale": [status._asdict() for status in theatre.scale.statuses],
        "crosswalks": method.crosswalks,
        "policies": [
            {"id": id_, "description": text}
            for id_, text in offered(theatre.scale.degrees()).items()
        ],
        "default_policy": theatre.default_policy,
        "sets": theatre.sets,
        "default_set": theatre.default_set,
        "falls_to": theatre.falls_to,
        "geometry": method.geometry,
        "evidence": _about("evidence", method),
        "gaps": _about("gap", method),
        "note": theatre.note,
        "licence": theatre.licence,
        "attribution": theatre.attribution,
    }


def _about(topic: str, method: Method) -> list[dict[str, Any]]:
    return [
        {"id": note["id"], "text": note["text"], "source": note["source"]}
        for note in method.notes
        if note["topic"] == topic
    ]


def _object(**fields: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.jsonb_build_object(*(part for pair in fields.items() for part in pair))


def _list(item: ColumnElement[Any], *order: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.jsonb_agg(aggregate_order_by(item, *order))
