"""Who may do what: every route of the app, with a key in every state and of every scope.

The routes are the app's own, so a new one that writes fails here until it is told what it needs.
"""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.services.issue_key import Scope
from tests.access.conftest import ALL, Address, T
from tests.writes.conftest import Serve, Service, claim

NEEDS = {
    Address("POST", f"{T}/claims"): Scope.CLAIMS_WRITE,
    Address("POST", f"{T}/imports"): Scope.CLAIMS_WRITE,
    Address("POST", f"{T}/sources"): Scope.CLAIMS_WRITE,
    Address("POST", f"{T}/figures"): Scope.CLAIMS_WRITE,
    Address("POST", f"{T}/reviews"): Scope.CLAIMS_REVIEW,
    Address("POST", f"{T}/claims/{{claim}}/reviews"): Scope.CLAIMS_REVIEW,
    Address("POST", f"{T}/claims/{{claim}}/redactions"): Scope.ADMIN,
    Address("GET", "/v1/keys"): Scope.ADMIN,
    Address("GET", "/v1/keys/{key}/events"): Scope.ADMIN,
}
"""The scope that each guarded route needs; all else is open, and only reads are."""

OPEN = [address for address in ALL if address not in NEEDS]
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"}
Sent = dict[str, str | None]


def ask(service: Service, address: Address, sent: str | None, theatre: str | None = None) -> Any:
    headers = {} if sent is None else {b"Authorization": sent.encode("latin-1")}
    path = address.within(theatre or service.theatre)
    return service.client.request(address.method, path, headers=headers)


def test_what_is_guarded_is_there_and_all_that_writes_is_guarded() -> None:
    assert NEEDS.keys() <= set(ALL)
    assert {address.method for address in OPEN} == {"GET"}
    assert len(OPEN) > 20


def test_a_guarded_route_takes_keys_of_its_scope_alone(service: Service, credentials: Sent) -> None:
    for address, needed in NEEDS.items():
        for state, sent in credentials.items():
            answer = ask(service, address, sent)
            if state not in list(Scope):
                assert answer.status_code == 401, (address, state)
                assert answer.headers["www-authenticate"] == "Bearer"
            elif state == needed:
                assert answer.status_code in {200, 415}, (address, state)
            else:
                assert answer.status_code == 403, (address, state)
                assert needed in answer.json()["detail"]


def test_nothing_is_told_to_who_may_not_write(service: Service, credentials: Sent) -> None:
    for address in NEEDS:
        for state in ("none", "wrong"):
            here, nowhere = (ask(service, address, credentials[state], t) for t in (None, "ZZ"))
            assert (here.status_code, here.content) == (401, nowhere.content)


@pytest.mark.parametrize("address", OPEN, ids=str)
def test_an_open_route_is_the_same_for_all(
    service: Service, credentials: Sent, address: Address
) -> None:
    alone = ask(service, address, None)
    assert alone.status_code in ({400} if "stream" in address.path else {200, 404})
    for state, sent in credentials.items():
        answer = ask(service, address, sent)
        assert answer.status_code == alone.status_code, state
        if address.path != "/metrics":
            assert answer.content == alone.content, state


@pytest.mark.parametrize("path", sorted({address.path for address in ALL}))
def test_no_other_method_does_anything(service: Service, credentials: Sent, path: str) -> None:
    allowed = {address.method for address in ALL if address.path == path}
    for method in METHODS - allowed:
        answer = ask(service, Address(method, path), credentials[Scope.ADMIN])
        assert answer.status_code == 405, method
        assert set(answer.headers["allow"].split(", ")) - {"HEAD"} == allowed


def test_a_claim_is_there_in_its_own_theatre_alone(serve: Serve) -> None:
    here, there = serve(), serve()
    for _ in range(2):
        posted = here.post(
            "/claims", claim(note=str(uuid4()), report={"url": f"https://e.org/{uuid4()}"})
        )
    id_ = posted.json()["revision"]
    assert id_ > there.head()
    assert there.get(f"/claims/{id_}").status_code == 404
    review = {"standing": "rejected", "reason": "not ours"}
    assert there.post(f"/claims/{id_}/reviews", review).status_code == 404
    redaction = {"fields": ["note"], "reason": "not ours"}
    assert there.post(f"/claims/{id_}/redactions", redaction, key="admin").status_code == 404
    assert here.get(f"/claims/{id_}").json()["standing"] == "unconfirmed"


def test_a_key_counts_in_its_header_alone(service: Service) -> None:
    key = service.keys["admin"]
    for name in ("access_token", "key", "authorization"):
        cookie = service.client.get("/v1/keys", headers={"Cookie": f"{name}={key}"})
        assert cookie.status_code == 401
        query = service.client.get(f"/v1/keys?{name}={key}")
        assert query.status_code == 400
        assert key not in query.text


def test_an_unforeseen_failure_has_them_too(service: Service) -> None:
    app = create_app(service.settings.model_copy(update={"held_bytes": 0}))

    def fail() -> None:
        raise ZeroDivisionError

    app.add_api_route("/fails", fail)
    headers = {"X-Request-Id": "seen", "Origin": "https://example.org"}
    failed = TestClient(app, raise_server_exceptions=False).get("/fails", headers=headers)
    assert failed.status_code == 500
    assert failed.json()["request_id"] == failed.headers["x-request-id"] == "seen"
    assert failed.headers["x-content-type-options"] == "nosniff"
    assert failed.headers["access-control-allow-origin"] == "*"


def test_each_answer_has_the_security_headers(service: Service, credentials: Sent) -> None:
    for address in ALL:
        for state in ("none", "wrong", Scope.ADMIN):
            headers = ask(service, address, credentials[state]).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert "server" not in headers
            if address in NEEDS:
                assert headers["cache-control"] == "no-store"
                assert headers["x-request-id"]
