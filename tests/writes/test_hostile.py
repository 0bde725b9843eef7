"""Whatever is posted, it is recorded or refused, at a bounded cost; nothing breaks."""

import gzip
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.schemas.drafts import (
    FigureBody,
    RedactionBody,
    ReviewBody,
    ReviewsBody,
    SourceBody,
    read_body,
    read_claims,
)
from app.errors import MOST_FAULTS, DraftRejected, Fault
from app.services.words import MOST_TEXTS
from tests.writes.conftest import Service, claim

MEMBERS = st.sampled_from([*claim(), "claims", "values", "except", "reviews", "id", "fields", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(MEMBERS | st.text(), inner),
    max_leaves=12,
)
DOCUMENTS = VALUES | st.dictionaries(MEMBERS, VALUES).map(lambda other: {**claim(), **other})


@given(DOCUMENTS)
def test_any_document_is_read_or_refused(document: object) -> None:
    readers = [lambda d, m=model: read_body(m, d) for model in MODELS]
    for read in (read_claims, *readers):
        wrong: Sequence[Fault] | None = None
        try:
            read(document)
        except DraftRejected as refusal:
            wrong = refusal.errors
        assert wrong is None or wrong


MODELS: list[type[Any]] = [SourceBody, FigureBody, ReviewBody, ReviewsBody, RedactionBody]


def refusal(service: Service, body: bytes, path: str = "/claims", **headers: str) -> Any:
    key = {"Authorization": f"Bearer {service.keys['admin']}", "Content-Type": "application/json"}
    return service.client.post(service.path + path, content=body, headers=key | headers)


@pytest.mark.parametrize("source", [[], [1], {}, 7, None])
def test_a_source_that_is_no_source_is_told(service: Service, source: object) -> None:
    answer = refusal(service, json.dumps(claim(source=source)).encode())
    assert answer.status_code == 422
    assert {
        fault["pointer"].partition("/")[2].partition("/")[0] for fault in answer.json()["errors"]
    } == {"source"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | DOCUMENTS.map(lambda document: json.dumps(document).encode()))
def test_any_body_is_recorded_or_refused_with_a_problem(service: Service, body: bytes) -> None:
    for path in ("/claims", "/sources", "/figures", "/reviews", "/claims/1/redactions"):
        answer = refusal(service, body, path)
        assert answer.status_code in {201, 400, 404, 409, 422}, (path, body)
        assert answer.status_code == 201 or answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"9" * 1_000_000,
        b"\0" * 1000,
        b'{"place":"\xff\xfe"}',
        b'"\xc0\x80"',
        b'{"place":"\\ud800"}',
        b"NaN",
        json.dumps(claim()).encode("utf-16"),
        gzip.compress(json.dumps(claim()).encode()),
    ],
)
def test_what_is_no_json_is_told_apart(service: Service, body: bytes) -> None:
    answer = refusal(service, body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("replaces", 10**4000),
        ("replaces", 2**63),
        ("note", "a\0b"),
        ("note", "reads \u202eotherwise"),
        ("place", "D21\u202d"),
        ("valid_from", "2" * 500),
    ],
)
def test_no_number_is_too_large_and_no_sign_turns_letters_around(
    service: Service, field: str, value: object
) -> None:
    answer = service.post("/claims", claim(**{field: value}))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"


def test_marks_that_dari_needs_stay(service: Service) -> None:
    answer = service.post("/claims", claim(note="\u2067قلعه\u200cنو\u2069 (\u200fبادغیس)"))
    assert answer.status_code == 201


def test_no_more_is_told_than_can_be_read(service: Service) -> None:
    many = service.post("/claims", {f"k{n}": 1 for n in range(MOST_FAULTS * 2)})
    assert len(many.json()["errors"]) == MOST_FAULTS
    wrong = claim(place=service.theatre, **{"except": [f"x{n}" for n in range(5000)]})
    excepted = service.post("/claims", {"claims": [wrong] * 20})
    assert excepted.json()["detail"].startswith(f"{MOST_FAULTS} or more things are wrong")
    assert len(excepted.json()["errors"]) == MOST_FAULTS
    wrong["except"] = [f"x{n}" for n in range(33_000)]  # as many as a large theatre's places
    assert service.post("/claims", wrong).json()["detail"].startswith("100 things are wrong")
    wrong["except"] = [f"x{n}" for n in range(MOST_TEXTS)]
    assert service.post("/claims", wrong).json()["detail"].startswith("These are 100001 names")
    header = b"place,status,valid_from,source,report_url\n"
    table = refusal(
        service, header + b"D11,,,,\n" * 5000, "/imports", **{"Content-Type": "text/csv"}
    )
    assert table.status_code == 422
    assert len(table.json()["errors"]) == MOST_FAULTS
