"""The desk changes what it makes of a claim, and knows what it saw when it did."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.services.export_theatre import export_theatre
from tests.writes.conftest import Service, claim

SAID = claim(
    speaker="Someone Known",
    note="said at home",
    report={"title": "What Someone said", "publisher": "The Gazette"},
)


@pytest.fixture
def posted(service: Service) -> int:
    made: int = service.post("/claims", SAID, idempotency_key="first").json()["claims"][0]["id"]
    return made


def statuses(service: Service) -> list[dict[str, object]]:
    """All that the map says."""
    items: list[dict[str, object]] = service.get("/status?policy=any").json()["items"]
    return items


def review(standing: str = "confirmed") -> dict[str, str]:
    return {"standing": standing, "reason": "looked into"}


def test_a_review_changes_the_standing_from_then_on(service: Service, posted: int) -> None:
    answer = service.post(f"/claims/{posted}/reviews", review())
    assert answer.status_code == 201
    revision = answer.json()["revision"]
    shown = service.get(f"/claims/{posted}").json()
    assert shown["standing"] == "confirmed"
    assert [found["standing"] for found in shown["reviews"]] == ["confirmed"]
    assert shown["reviews"][0]["recorded_by"].startswith("k_")
    before = service.get(f"/claims?standing=unconfirmed&revision={revision - 1}").json()
    assert posted in [item["id"] for item in before["items"]]


def test_a_retracted_claim_takes_no_further_review(service: Service, posted: int) -> None:
    service.post(f"/claims/{posted}/reviews", review("retracted"))
    assert service.post(f"/claims/{posted}/reviews", review()).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"standing": "maybe", "reason": "x"}, 422),
        ({"standing": "confirmed", "reason": "  "}, 422),
        ({"standing": "confirmed"}, 422),
        ({"standing": "confirmed", "reason": "x", "by": "me"}, 422),
    ],
)
def test_a_review_needs_a_standing_and_a_reason(
    service: Service, posted: int, body: dict[str, str], status: int
) -> None:
    assert service.post(f"/claims/{posted}/reviews", body).status_code == status


def test_an_unknown_claim_is_not_found(service: Service) -> None:
    assert service.post("/claims/999/reviews", review()).status_code == 404
    batch = {"reviews": [{"claim": 999, **review()}]}
    answer = service.post("/reviews", batch)
    assert answer.json()["errors"][0]["pointer"] == "/reviews/0/claim"


def test_of_two_reviewers_who_saw_the_same_one_is_first(service: Service, posted: int) -> None:
    seen = {"if_match": service.get(f"/claims/{posted}").headers["ETag"]}
    first = service.post(f"/claims/{posted}/reviews", review(), **seen)
    second = service.post(f"/claims/{posted}/reviews", review("rejected"), **seen)
    assert (first.status_code, second.status_code) == (201, 412)
    assert service.get(f"/claims/{posted}").json()["standing"] == "confirmed"


def test_an_event_elsewhere_does_not_move_a_claim(service: Service, posted: int) -> None:
    packed = service.get(f"/claims/{posted}", **{"Accept-Encoding": "gzip"}).headers["ETag"]
    service.post("/claims", claim(place="D22"))
    answer = service.post(f"/claims/{posted}/reviews", review(), if_match=packed)
    assert answer.status_code == 201


def test_many_reviews_are_recorded_all_or_none(service: Service, posted: int) -> None:
    other = service.post("/claims", claim(place="D22")).json()["claims"][0]["id"]
    head = service.head()
    wrong = [{"claim": posted, **review()}, {"claim": other, **review("maybe")}]
    assert service.post("/reviews", {"reviews": wrong}).status_code == 422
    assert service.head() == head
    right = [{"claim": posted, **review()}, {"claim": other, **review("rejected")}]
    assert service.post("/reviews", {"reviews": right}).json()["revision"] == head + 2
    assert service.wrong() == []


def test_a_redacted_text_is_nowhere_to_be_found(
    service: Service, posted: int, tmp_path: Path
) -> None:
    pinned = f"/claims?revision={posted}"
    assert "Someone" in service.get(pinned).text
    before = statuses(service)
    body = {"fields": ["speaker", "note", "report.title"], "reason": "it endangers them"}
    assert service.post(f"/claims/{posted}/redactions", body, key="desk").status_code == 403
    answer = service.post(f"/claims/{posted}/redactions", body, key="admin")
    assert answer.status_code == 201
    newest = {"Min-Revision": str(answer.json()["revision"])}
    for path in (pinned, f"/claims/{posted}", "/changes", "/districts/D21/history"):
        shown = service.get(path, **newest)
        assert shown.status_code == 200
        for word in ("Someone", "said at home", "What Someone"):
            assert word not in shown.text, path
    with service.engine.connect() as connection:
        rows = connection.execute(text("SELECT body FROM answered")).scalars().all()
        assert not any(b"Someone" in row for row in rows)
    export_theatre(service.engine, service.theatre, tmp_path / "export")
    exported = [file.read_text() for file in (tmp_path / "export").iterdir()]
    assert not any("Someone" in text or "said at home" in text for text in exported)
    assert statuses(service) == before
    assert service.wrong() == []
    assert service.post(f"/claims/{posted}/redactions", body, key="admin").status_code == 422


def test_a_retry_after_a_redaction_does_not_bring_the_text_back(
    service: Service, posted: int
) -> None:
    body = {"fields": ["speaker", "note", "report.title"], "reason": "it endangers them"}
    head = service.post(f"/claims/{posted}/redactions", body, key="admin").json()["revision"]
    again = service.post("/claims", SAID, idempotency_key="first")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    (shown,) = again.json()["claims"]
    assert shown == service.get(f"/claims/{posted}", **{"Min-Revision": str(head)}).json()
    assert (shown["speaker"], shown["note"], shown["report"]["title"]) == (None, None, None)
    assert service.head() == head
