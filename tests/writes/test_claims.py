"""Claims are recorded all or none, once, and as they were meant."""

from typing import Any

import pytest

from tests.writes.conftest import Serve, Service, claim


def statuses(service: Service, query: str = "") -> dict[str, str]:
    items = service.get(f"/status{query}").json()["items"]
    return {item["code"]: item["status"] for item in items}


def test_a_claim_is_recorded_and_answers_with_its_address(service: Service) -> None:
    head = service.head()
    answer = service.post("/claims", claim(standing="confirmed", speaker="Someone", note="seen"))
    assert answer.status_code == 201
    body = answer.json()
    assert body["revision"] == head + 1
    assert answer.headers["Location"] == f"{service.path}/claims/{head + 1}"
    assert service.client.get(answer.headers["Location"]).json() == body["claims"][0]
    assert body["claims"][0]["recorded_by"].startswith("k_")
    assert statuses(service)["D21"] == "north"
    assert service.wrong() == []


@pytest.mark.parametrize(
    ("place", "code", "covers"),
    [("D12", "D12", 1), ("mud on the hill", "D12", 1), ("گل‌آباد", "D11", 1), ("Mudland", "P1", 3)],
)
def test_a_place_is_named_in_any_spelling(
    service: Service, place: str, code: str, covers: int
) -> None:
    (found,) = service.post("/claims", claim(place=place)).json()["claims"]
    assert (found["place"], found["covers"]) == (code, covers)


def test_the_whole_theatre_less_some(service: Service) -> None:
    body = claim(place=service.theatre, **{"except": ["D11", "Fogville"]}, standing="confirmed")
    (found,) = service.post("/claims", body).json()["claims"]
    assert (found["except"], found["covers"]) == (["D11", "D21"], 3)
    now = statuses(service)
    assert [now[code] for code in ("D12", "D13", "D22")] == ["north"] * 3
    assert now["D21"] == "not_assessed"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"place": "Mudd on the Hil"}, "/place", "D12 (Upper Mud)"),
    ({"place": "D99"}, "/place", "no place 'D99'"),
    ({"status": "taken"}, "/status", "north, fought, south"),
    ({"valid_from": "2020-04-01T10:00:00Z"}, "/valid_from", "Write a day"),
    ({"valid_from": "2020-04-01/.."}, "/valid_from", "no end"),
    ({"valid_from": "2199-01-01"}, "/valid_from", "day of recording"),
    ({"source": "nobody"}, "/source", "no source 'nobody'"),
    ({"mode": "stolen"}, "/mode", "captured"),
    ({"confidence": "sure"}, "/confidence", "high, medium, low"),
    ({"standing": "maybe"}, "/standing", "unconfirmed"),
    ({"replaces": 99}, "/replaces", "no claim 99"),
    ({"except": ["D11"]}, "/except", "can't leave any out"),
    ({"place": "P1", "except": ["D11", "D12", "D13"]}, "/except", "no district"),
    ({"report": {}}, "/report", "Cite a url"),
    ({"report": {"title": " ", "publisher": "Gazette"}}, "/report", "Cite a url"),
    ({"report": {"url": "javascript:alert(1)"}}, "/report/url", "http or https"),
    (
        {"report": {"url": "https://e.org", "published_on": "2019-01-01"}},
        "/valid_from",
        "published",
    ),
    ({"unknown": 1}, "/unknown", "not permitted"),
    ({"place": "a\x00b"}, "/place", "control characters"),
    ({"note": "x" * 10_001}, "/note", "10000"),
    ({"status": 7}, "/status", "string"),
]


@pytest.mark.parametrize(("change", "pointer", "detail"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_told_where_it_is(
    service: Service, change: dict[str, Any], pointer: str, detail: str
) -> None:
    head = service.head()
    answer = service.post("/claims", claim(**change))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert any(
        fault["pointer"] == pointer and detail in fault["detail"]
        for fault in answer.json()["errors"]
    ), answer.json()
    assert service.head() == head


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"source": {"id": "a b", "name": "A", "kind": "media"}}, "/source/id"),
        ({"source": {"id": "a", "name": "A"}}, "/source/kind"),
        ({"source": "A B"}, "/source"),
        ({"source": None}, "/source"),
        ({"a/b~": 1}, "/a~1b~0"),
    ],
)
def test_a_pointer_leads_to_what_is_there(
    service: Service, change: dict[str, Any], pointer: str
) -> None:
    for prefix, body in (("", claim(**change)), ("/claims/0", {"claims": [claim(**change)]})):
        (fault,) = service.post("/claims", body).json()["errors"]
        assert fault["pointer"] == prefix + pointer


def test_a_source_that_is_there_is_no_claim(service: Service) -> None:
    made = {"id": "crier", "name": "Town crier", "kind": "media"}
    assert service.post("/sources", made).status_code == 201
    again = service.post("/sources", made)
    assert again.status_code == 409
    assert again.json()["detail"].startswith("There is a source 'crier' already")


def test_a_batch_is_recorded_whole_or_not_at_all(service: Service) -> None:
    head = service.head()
    batch = [claim(place=code) for code in ("D11", "D12", "D13")]
    wrong = service.post("/claims", {"claims": [*batch, claim(place="D99"), claim(status="x")]})
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == [
        *("/claims/3/place", "/claims/4/status")
    ]
    assert service.head() == head
    right = service.post("/claims", {"claims": batch})
    assert right.json()["revision"] == head + 3
    assert [found["id"] for found in right.json()["claims"]] == [head + 1, head + 2, head + 3]
    for size in (0, 1001):
        assert service.post("/claims", {"claims": [claim()] * size}).status_code == 422


def test_a_source_may_come_along(service: Service) -> None:
    source = {"id": "walker", "name": "A walker", "kind": "local", "favours": "south"}
    head = service.head()
    batch = [claim(source=source), claim(source="walker", place="D22")]
    assert service.post("/claims", {"claims": batch}).json()["revision"] == head + 3
    assert service.post("/claims", claim(source=source, place="D12")).status_code == 201
    other = service.post("/claims", claim(source=source | {"favours": "north"}, place="D11"))
    assert other.json()["errors"][0]["pointer"] == "/source/favours"


def test_a_claim_that_is_recorded_already_is_refused_or_skipped(service: Service) -> None:
    first = service.post("/claims", claim()).json()["claims"][0]["id"]
    again = service.post("/claims", claim(note="with more words"))
    assert again.status_code == 409
    assert again.json()["existing"] == [first]
    batch = {"claims": [claim(), claim(place="D22"), claim(place="D22")]}
    refused = service.post("/claims", batch)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/claims/0", "/claims/2"]
    skipped = service.post("/claims?on_duplicate=skip", batch).json()
    assert len(skipped["claims"]) == 1
    assert skipped["skipped"] == [
        {"index": 0, "existing": first},
        {"index": 2, "existing": skipped["claims"][0]["id"]},
    ]
    nothing = service.post("/claims?on_duplicate=skip", claim())
    assert (nothing.status_code, nothing.json()["claims"]) == (200, [])
    service.post(f"/claims/{first}/reviews", {"standing": "retracted", "reason": "a slip"})
    assert service.post("/claims", claim()).status_code == 201


def test_a_claim_that_replaces_another_retracts_it_at_once(service: Service) -> None:
    old = service.post("/claims", claim(standing="confirmed")).json()["claims"][0]["id"]
    new = service.post("/claims", claim(status="south", standing="confirmed", replaces=old)).json()
    assert new["revision"] == new["claims"][0]["id"] + 1
    replaced = service.get(f"/claims/{old}").json()
    assert (replaced["standing"], replaced["replaced_by"]) == ("retracted", new["claims"][0]["id"])
    assert statuses(service)["D21"] == "south"
    assert statuses(service, f"?revision={old}")["D21"] == "north"
    assert service.post("/claims", claim(status="fought", replaces=old)).status_code == 422
    assert service.wrong() == []


def test_replacing_what_another_recorded_takes_the_right_to_review(service: Service) -> None:
    old = service.post("/claims", claim()).json()["claims"][0]["id"]
    body = claim(status="south", replaces=old)
    assert service.post("/claims", body, key="analyst").status_code == 403
    own = service.post("/claims", claim(place="D22"), key="analyst").json()["claims"][0]["id"]
    again = claim(place="D22", status="south", replaces=own)
    assert service.post("/claims", again, key="analyst").status_code == 201


def counts(service: Service) -> list[dict[str, object]]:
    """The buckets of a day without what is measured."""
    buckets = service.get("/aggregates?at=2020-04-01").json()["buckets"]
    names = ("status", "count", "low", "high", "share")
    return [{name: bucket[name] for name in names} for bucket in buckets]


def test_a_dry_run_shows_what_the_post_then_changes(service: Service) -> None:
    body = claim(place="P1", **{"except": ["D11"]}, status="south", standing="confirmed")
    head, before = service.head(), statuses(service, "?at=2020-04-01")
    buckets = counts(service)
    tried = service.post("/claims?dry_run=true", body)
    assert tried.status_code == 200
    effect = tried.json()["effect"]
    assert (service.head(), effect["at"], effect["policy"]) == (head, "2020-04-01", "confirmed")
    assert effect["buckets"]["before"] == buckets
    assert service.post("/claims", body).json()["revision"] == head + 1
    after = statuses(service, "?at=2020-04-01")
    assert effect["districts"] == [
        {"code": code, "before": before[code], "after": after[code]}
        for code in before
        if before[code] != after[code]
    ]
    assert len(effect["districts"]) == 2
    assert effect["buckets"]["after"] == counts(service)
    unmoved = service.post("/claims?dry_run=true&at=2020-03-01&policy=any", claim(place="D22"))
    assert unmoved.json()["effect"]["districts"] == []


def test_who_may_do_what(serve: Serve) -> None:
    service = serve(four_eyes=True)
    assert service.post("/claims", claim(), key="reviewer").status_code == 403
    assert service.post("/claims", claim(standing="rejected"), key="analyst").status_code == 403
    assert service.post("/claims", claim(standing="confirmed")).status_code == 403
    posted = service.post("/claims", claim()).json()["claims"][0]["id"]
    confirmed = {"standing": "confirmed", "reason": "two sources"}
    assert service.post(f"/claims/{posted}/reviews", confirmed).status_code == 403
    assert service.post(f"/claims/{posted}/reviews", confirmed, key="reviewer").status_code == 201


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/json"}, b"{", 400),
        ({"Content-Type": "application/json"}, b"[" * 100_000, 400),
        ({"Content-Type": "application/json"}, b'{"a": NaN}', 400),
        ({"Content-Type": "application/json"}, b'{"place": "\xff"}', 400),
        ({"Content-Type": "application/json"}, b"7", 422),
        ({"Content-Type": "text/plain"}, b"{}", 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}", 415),
        ({}, b"{}", 415),
        ({"Content-Type": "application/json"}, b" " * 1_100_000, 413),
    ],
)
def test_a_body_that_is_no_claim(
    service: Service, headers: dict[str, str], body: bytes, status: int
) -> None:
    bearer = {"Authorization": f"Bearer {service.keys['desk']}"}
    answer = service.client.post(f"{service.path}/claims", content=body, headers=bearer | headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_names_of_keys_are_told_to_admins_only(service: Service) -> None:
    by = service.post("/claims", claim(), key="analyst").json()["claims"][0]["recorded_by"]
    answers = {
        name: service.client.get("/v1/keys", headers={"Authorization": f"Bearer {key}"})
        for name, key in service.keys.items()
    }
    assert {answers[name].status_code for name in ("analyst", "reviewer", "desk")} == {403}
    assert service.client.get("/v1/keys").status_code == 401
    names = {item["id"]: item["name"] for item in answers["admin"].json()["items"]}
    assert names[by] == f"analyst {service.theatre}"
    assert answers["admin"].headers["Cache-Control"] == "no-store"
    assert not any(key in answers["admin"].text for key in service.keys.values())


def test_a_batch_takes_no_more_statements_than_one_claim(
    service: Service, statements: list[str]
) -> None:
    def sent_for(number: int) -> int:
        statements.clear()
        urls = [f"https://example.org/{number}/{n}" for n in range(number)]
        batch = {"claims": [claim(report={"url": url}) for url in urls]}
        assert service.post("/claims", batch, idempotency_key=str(number)).status_code == 201
        return len(statements)

    sent_for(1)  # the first use of the key is noted
    assert sent_for(2) == sent_for(30) == 15


def test_nobody_writes_without_a_key_that_is_valid_now(service: Service) -> None:
    for headers in ({}, {"Authorization": "Bearer fl_x_y"}, {"Authorization": "Basic eDp5"}):
        answer = service.client.post(f"{service.path}/claims", json=claim(), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    with service.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE keys SET revoked_at = now() WHERE name = 'desk {service.theatre}'"
        )
        connection.exec_driver_sql(
            f"UPDATE keys SET expires_at = now() WHERE name = 'admin {service.theatre}'"
        )
    for key in ("desk", "admin"):
        assert service.post("/claims", claim(), key=key).status_code == 401
    assert service.post("/claims", claim(), key="analyst").status_code == 201
