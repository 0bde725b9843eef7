"""Random ledgers on a small theatre, for the database and for the model alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, Table, insert

from app.db import models as m
from app.domain.scale import Scale, Status
from app.services.derive_coverage import cover
from app.services.derive_wins import win
from tests.model import Ledger, Place, Said

THEATRE = "random"
FIRST = date(2021, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in (0, 1, 2, 15, 16)]
"""Near each other, and as far apart as votes may be, or one day more."""
DISTRICTS = [Place(code, code[:2]) for code in ("P1C", "P1A", "P1B", "P2C", "P2A")]
PLACES = ["P1A"] * 9 + ["P1C", "P1B", "P2C", "P2A", "P1", "P1", "P2", THEATRE]
"""Mostly one, so that claims meet: on one day, and one after the other."""
FAVOURS = {"one": None, "two": "north", "three": "south", "four": None}
"""The sources, with the actor whom each favours."""
STANDINGS = ("confirmed", "unconfirmed", "rejected", "retracted")
SCALE = Scale(
    Status(id_, step, id_, controller, degree, "#000000", step)
    for step, (id_, controller, degree) in enumerate(
        [
            ("north", "north", "control"),
            ("fought", None, "contested"),
            ("south", "south", "control"),
            ("unknown", None, "unknown"),
        ]
    )
)
GAZETTEER = 1 + len(FAVOURS)
"""The revision at which the theatre is there, with its sources, and nothing is claimed."""

Act = Said | tuple[int, str]
"""A claim, or a review: which of the claims before it, counted from the last, and its standing."""


@st.composite
def claims(draw: st.DrawFn) -> Said:
    """Draw a claim; its revision is given later."""
    place = draw(st.sampled_from(PLACES))
    inside = [d.code for d in DISTRICTS if place in (d.province, THEATRE)]
    latest = draw(st.sampled_from(DAYS))
    days_before = draw(st.sampled_from([0, 0, 0, 1, 2, 5, None]))
    return Said(
        revision=0,
        place=place,
        excepted=frozenset(draw(st.lists(st.sampled_from(inside), max_size=2)) if inside else []),
        status=draw(st.sampled_from(SCALE.ids()[:-1])),
        earliest=None if days_before is None else latest - timedelta(days=days_before),
        latest=latest,
        source=draw(st.sampled_from(["one", *FAVOURS])),
        standing=draw(st.sampled_from(("confirmed", *STANDINGS[:3]))),
    )


REVIEWS = st.tuples(st.integers(0, 20), st.sampled_from(STANDINGS))
ACTS = st.lists(claims() | claims() | claims() | REVIEWS, min_size=5, max_size=14)
BATCHES = st.lists(ACTS, min_size=1, max_size=3)
"""What is recorded, in one transaction after the other."""


def record(connection: Connection, batches: list[list[Act]]) -> tuple[Ledger, int]:
    """Write the acts as the owner, with what follows from them; give the model, and the head."""
    control = frozenset(status.id for status in SCALE.statuses if status.degree == "control")
    ledger = Ledger(
        THEATRE,
        DISTRICTS,
        control,
        controllers={s.id: s.controller for s in SCALE.statuses if s.controller},
        favours={source: actor for source, actor in FAVOURS.items() if actor},
    )
    head = GAZETTEER
    for batch in batches:
        before = head
        rows: dict[Table, list[dict[str, Any]]] = {m.events: [], m.claims: [], m.reviews: []}
        for act in batch:
            if not isinstance(act, Said) and not ledger.claims:
                continue  # there is nothing to review
            head += 1
            if isinstance(act, Said):
                claim = replace(act, revision=head, reviews=[])
                ledger.claims.append(claim)
                rows[m.claims].append(_claim(ledger, claim))
            else:
                back, standing = act
                claim = ledger.claims[-1 - back % len(ledger.claims)]
                claim.reviews.append((head, standing))
                rows[m.reviews].append(_review(head, claim, standing))
            rows[m.events].append(_event(head, "claim" if isinstance(act, Said) else "review"))
        for table, facts in rows.items():
            if facts:
                connection.execute(insert(table), facts)
        touched = {row["revision"] for row in rows[m.claims]}
        touched |= {row["claim"] for row in rows[m.reviews]}
        cover(connection, THEATRE, before, touched)
        win(connection, THEATRE, head, touched)
    return ledger, head


def _event(revision: int, kind: str) -> dict[str, Any]:
    at = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=revision)
    return {
        "theatre": THEATRE,
        "revision": revision,
        "recorded_at": at,
        "kind": kind,
        "hash": bytes(32),
    }


def _claim(ledger: Ledger, said: Said) -> dict[str, Any]:
    """Make a claim's row; its date, as told, is its revision, by which an answer names it."""
    return {
        "theatre": THEATRE,
        "revision": said.revision,
        "place": said.place,
        "level": ledger.level(said),
        "except": sorted(said.excepted),
        "covers": 1,
        "status": said.status,
        "valid_from": str(said.revision),
        "earliest": said.earliest,
        "latest": said.latest,
        "source": said.source,
        "report": 1,
        "standing": said.standing,
    }


def _review(revision: int, claim: Said, standing: str) -> dict[str, Any]:
    return {
        "theatre": THEATRE,
        "revision": revision,
        "claim": claim.revision,
        "standing": standing,
        "reason": "drawn",
    }


def write_theatre(connection: Connection) -> None:
    """Write the theatre as the owner: its ledger is at the revision GAZETTEER."""
    here = {"theatre": THEATRE}
    at = {**here, "revision": 1}
    theatre = {
        "id": THEATRE,
        "code": "T",
        "title": "Random",
        "falls_to": "north",
        "default_set": "all",
        "default_policy": "any",
        "licence": "",
        "attribution": "",
        "head_hash": bytes(32),
    }
    actors = [{**here, "id": id_, "label": id_, "ordering": 1} for id_ in ("north", "south")]
    sources: list[dict[str, Any]] = [
        {**at, "revision": revision, "id": id_, "name": id_, "kind": "media", "favours": favours}
        for revision, (id_, favours) in enumerate(FAVOURS.items(), start=2)
    ]
    written: list[tuple[Table, list[dict[str, Any]]]] = [
        (m.theatres, [theatre]),
        (m.actors, actors),
        (
            m.events,
            [_event(1, "places"), *(_event(source["revision"], "source") for source in sources)],
        ),
        (m.statuses, [{**at, **_status(status)} for status in SCALE.statuses]),
        (m.places, [{**at, **place} for place in _places()]),
        (m.district_sets, [{**at, "id": "all", "title": "All", "ordering": 1}]),
        (m.set_members, [{**here, "set_id": "all", "district": d.code} for d in DISTRICTS]),
        (m.sources, sources),
        (m.reports, [{**here, "id": 1, "publisher": "drawn"}]),
    ]
    for table, rows in written:
        connection.execute(insert(table), rows)


def _status(status: Status) -> dict[str, Any]:
    row = status._asdict()
    row["ordering"] = row.pop("order")
    return row


def _places() -> Iterator[dict[str, Any]]:
    for code in (THEATRE, "P1", "P2"):
        level = 0 if code == THEATRE else 1
        yield {**_place(code, level), "province": None, "type": None}
    for district in DISTRICTS:
        type_ = "provincial_centre" if district.code.endswith("C") else "district"
        yield {**_place(district.code, 2), "province": district.province, "type": type_}


def _place(code: str, level: int) -> dict[str, Any]:
    return {"code": code, "name": code, "level": level, "code_system": "local"}
