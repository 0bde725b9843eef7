"""Who did what, from which key? An admin asks, and a superuser who hides it is found."""

import os
import subprocess
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text, update

from app.db.models import claims, coverage, events, theatres, wins
from app.domain.chain import START
from app.services.check_ledger import check_ledger
from app.services.derive_coverage import cover
from app.services.derive_wins import win
from app.services.facts import link, read_events
from app.services.issue_key import list_keys
from tests.conftest import Superuser
from tests.serving import FRONTLINE
from tests.writes.conftest import Serve, Service, claim


def key_id(service: Service, name: str) -> str:
    with service.engine.connect() as connection:
        named = f"{name} {service.theatre}"
        return next(key.id for key in list_keys(connection) if key.name == named)


def acts(service: Service, address: str) -> Any:
    bearer = {"Authorization": f"Bearer {service.keys['admin']}"}
    answer = service.client.get(address, headers=bearer)
    assert answer.status_code == 200, answer.text
    return answer.json()


def new_claim() -> dict[str, object]:
    return claim(report={"url": f"https://example.org/{uuid4()}"})


def test_an_admin_asks_what_a_key_did_in_all_theatres(serve: Serve) -> None:
    here, there = serve(), serve()
    there.keys["desk"] = here.keys["desk"]
    recorded = here.post("/claims", new_claim()).json()["revision"]
    review = {"standing": "rejected", "reason": "no such report"}
    assert here.post(f"/claims/{recorded}/reviews", review, key="reviewer").status_code == 201
    last = there.post("/claims", {"claims": [new_claim(), new_claim()]}).json()["revision"]
    desk, reviewer = key_id(here, "desk"), key_id(here, "reviewer")
    told = acts(here, f"/v1/keys/{desk}/events")
    wanted = sorted([(here.theatre, recorded), (there.theatre, last - 1), (there.theatre, last)])
    assert [(item["theatre"], item["revision"]) for item in told["items"]] == wanted
    assert {item["kind"] for item in told["items"]} == {"claim"}
    assert (told["key"], told["total"], told["next"]) == (desk, 3, None)
    for item in told["items"]:
        (event,) = here.client.get(item["link"]).json()["items"]
        assert (event["revision"], event["recorded_by"]) == (item["revision"], desk)
        assert event["recorded_at"] == item["recorded_at"]
    (reviewed,) = acts(here, f"/v1/keys/{reviewer}/events")["items"]
    assert (reviewed["kind"], reviewed["revision"]) == ("review", recorded + 1)
    assert acts(here, "/v1/keys/k_unknown/events")["total"] == 0
    bearer = {"Authorization": f"Bearer {here.keys['admin']}"}
    for no_id in ("desk", "k_%00", "k_" + "x" * 70):
        assert here.client.get(f"/v1/keys/{no_id}/events", headers=bearer).status_code == 404


def test_what_a_key_did_comes_in_pages(service: Service) -> None:
    for _ in range(3):
        service.post("/claims", new_claim())
    found, address = [], f"/v1/keys/{key_id(service, 'desk')}/events?limit=2"
    while address:
        page = acts(service, address)
        assert page["total"] == 3
        found += [item["revision"] for item in page["items"]]
        address = page["next"]
    head = service.head()
    assert found == [head - 2, head - 1, head]


def rewrite(connection: Connection, theatre: str, claim_id: int) -> None:
    """Change a claim as one would who knows the software: every hash after it is made anew."""
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    of_claim = (claims.c.theatre == theatre, claims.c.revision == claim_id)
    connection.execute(update(claims).where(*of_claim).values(status="south"))
    hash_, changed = START, []
    for event, rows in read_events(connection, theatre):
        hash_ = link(hash_, theatre, event, rows)
        changed.append((event["revision"], hash_))
    for revision, of_event in changed:
        of_it = (events.c.theatre == theatre, events.c.revision == revision)
        connection.execute(update(events).where(*of_it).values(hash=of_event))
    of_theatre = theatres.c.id == theatre
    connection.execute(update(theatres).where(of_theatre).values(head_hash=hash_))
    connection.execute(coverage.delete().where(coverage.c.theatre == theatre))
    cover(connection, theatre, 0, None)
    connection.execute(wins.delete().where(wins.c.theatre == theatre))
    win(connection, theatre, changed[-1][0], None)


def check(service: Service, head: str) -> subprocess.CompletedProcess[str]:
    url = service.settings.owner_database_url
    assert url is not None
    env = os.environ | {"FRONTLINE_OWNER_DATABASE_URL": url.get_secret_value()}
    command = [str(FRONTLINE), "check", "--expect", head]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_superuser_who_makes_the_whole_chain_anew_is_found_by_a_head_that_was_noted(
    service: Service, superuser: Superuser
) -> None:
    claim_id = service.post("/claims", new_claim()).json()["revision"]
    shown = service.get("").json()
    noted = f"{shown['revision']}:{shown['head_hash']}"
    service.post("/claims", new_claim())
    assert check(service, noted).returncode == 0
    with superuser(service.engine).begin() as connection:
        before = connection.execute(text("SELECT count(*) FROM coverage")).scalar()
        rewrite(connection, service.theatre, claim_id)
        assert connection.execute(text("SELECT count(*) FROM coverage")).scalar() == before
    assert check_ledger(service.engine)[service.theatre] == []
    found = check(service, noted)
    assert found.returncode == 1
    assert f"{noted} was never a head here, or what led to it was changed" in found.stdout
