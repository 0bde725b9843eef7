"""Critics of a map find its method from every answer, as a machine reads it."""

import re

import pytest
from fastapi.testclient import TestClient

from app.domain.policies import DESCRIPTIONS
from tests.api.conftest import Get, Small
from tests.api.reads import AF, READS

LINK = f'<{AF}/method>; rel="describedby"'


@pytest.mark.parametrize("address", [address for address in READS if address.startswith(AF)])
def test_every_answer_of_a_theatre_links_to_its_method(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert LINK in answer.headers["Link"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, LINK in again.headers["Link"]) == (304, True)


def test_a_link_to_the_next_page_stands_beside_it(client: TestClient) -> None:
    link = client.get(f"{AF}/claims?limit=1").headers["Link"]
    assert re.findall(r'rel="(\w+)"', link) == ["next", "describedby"]


def test_the_list_of_theatres_has_no_one_method(client: TestClient) -> None:
    assert "Link" not in client.get("/v1/theatres").headers


def test_it_says_what_the_theatre_and_the_rule_say(get: Get) -> None:
    method, theatre = get("/method"), get("")
    for name in ("title", "revision", "head_hash", "policies", "sets", "licence", "attribution"):
        assert method[name] == theatre[name], name
    assert [policy["id"] for policy in method["policies"]] == [*DESCRIPTIONS]
    assert [status["id"] for status in method["scale"]] == [s["id"] for s in theatre["statuses"]]
    assert method["geometry"]["source"] == "schematic"
    assert all(note["source"] for note in method["control"] + method["evidence"] + method["gaps"])
    assert len(method["gaps"]) == 3
    assert all(note["text"] for note in method["rule"])


@pytest.mark.parametrize("name", ["theatre", "claims", "sources", "figures", "changes"])
def test_its_links_lead_somewhere(client: TestClient, get: Get, name: str) -> None:
    assert client.get(get("/method")["links"][name]).status_code == 200


def test_a_theatre_that_says_nothing_of_itself_has_the_rule_alone(
    client: TestClient, small: Small
) -> None:
    method = client.get(f"{small.path}/method").json()
    assert (method["control"], method["evidence"], method["gaps"]) == ([], [], [])
    assert method["crosswalks"] == []
    assert method["rule"]


def test_of_a_theatre_that_is_not_there_there_is_none(client: TestClient) -> None:
    assert client.get("/v1/theatres/ZZ/method").status_code == 404
