"""A write that is tried again is carried out once; one that fails, not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.engines import write_engine
from tests.writes.conftest import Service, claim
from tests.writes.test_ledger_model import broken


def test_a_retry_gets_the_first_answer_again(service: Service) -> None:
    first = service.post("/claims", claim(), idempotency_key="k-1")
    again = service.post("/claims", claim(), idempotency_key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = service.post("/claims", claim(place="D22"), idempotency_key="k-1")
    assert other.status_code == 422
    mine = service.post("/claims", claim(place="D22"), key="analyst", idempotency_key="k-1")
    assert mine.status_code == 201


def test_an_answer_is_kept_for_a_day(service: Service) -> None:
    service.post("/claims", claim(), idempotency_key="k-1")
    with service.engine.begin() as connection:
        connection.execute(text("UPDATE answered SET answered_at = now() - interval '25 hours'"))
    later = service.post("/claims", claim(place="D22"), idempotency_key="k-1")
    assert later.status_code == 201
    assert "Idempotency-Replayed" not in later.headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_that_can_not_be_one_is_refused(service: Service, key: str) -> None:
    assert service.post("/claims", claim(), idempotency_key=key).status_code == 400


def test_forty_attempts_at_once_record_one_claim(service: Service) -> None:
    head = service.head()
    with ThreadPoolExecutor(40) as pool:
        answers = list(
            pool.map(lambda _: service.post("/claims", claim(), idempotency_key="k"), range(40))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert service.head() == head + 1


def test_a_commit_that_fails_is_answered_so_and_records_nothing(service: Service) -> None:
    head = service.head()
    with service.engine.begin() as connection:
        connection.execute(text(BROKEN_COMMIT))
    failed = service.post("/claims", claim(), idempotency_key="k-1")
    assert failed.status_code == 503
    assert "disk" not in failed.text
    with service.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION break CASCADE"))
    assert service.head() == head
    assert service.post("/claims", claim(), idempotency_key="k-1").json()["revision"] == head + 1


@pytest.mark.parametrize("committed", [True, False])
def test_who_lost_a_commit_is_told_so_and_may_send_it_again(
    service: Service, *, committed: bool
) -> None:
    head = service.head()
    with broken(service, committed=committed):
        lost = service.post("/claims", claim(), idempotency_key="k-1")
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "2")
    assert "may stand or not" in lost.json()["detail"]
    again = service.post("/claims", claim(), idempotency_key="k-1")
    assert (again.status_code, again.json()["revision"]) == (201, head + 1)
    assert ("Idempotency-Replayed" in again.headers) is committed
    assert service.wrong() == []


BROKEN_COMMIT = """
CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
CREATE CONSTRAINT TRIGGER broken AFTER INSERT ON claims DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION break();
"""


def test_posts_at_once_take_revisions_without_gap(service: Service) -> None:
    head = service.head()

    def post(number: int) -> int:
        body = claim(report={"url": f"https://example.org/{number}"})
        answer = service.post("/claims", body)
        assert answer.status_code == 201, answer.text
        revision: int = answer.json()["revision"]
        return revision

    with ThreadPoolExecutor(16) as pool:
        revisions = list(pool.map(post, range(48)))
    assert sorted(revisions) == list(range(head + 1, head + 49))
    with service.engine.connect() as connection:
        instants = connection.execute(
            text("SELECT recorded_at FROM events WHERE theatre = :id ORDER BY revision"),
            {"id": service.theatre},
        ).scalars()
        listed = list(instants)
    assert listed == sorted(listed)


def test_a_failure_quotes_nothing_that_was_sent(service: Service) -> None:
    engine = write_engine(service.settings)
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT 1 / length(:speaker) - 0 / 0"), {"speaker": "Someone"})
    engine.dispose()
    assert "Someone" not in str(failed.value)
