"""A theatre offers the policies that its scale allows, and no others."""

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Get, Small
from tests.api.reads import DATED, adding


def test_a_tie_needs_a_status_for_it(client: TestClient, get: Get, small: Small) -> None:
    assert "majority" in {policy["id"] for policy in get("")["policies"]}
    offered = {policy["id"] for policy in client.get(small.path).json()["policies"]}
    assert offered == {"confirmed", "any", "against-interest", "source:ID"}
    refused = client.get(f"{small.path}/aggregates?policy=majority")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "policy"
    assert "degree 'unknown'" in refused.json()["detail"]


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize("policy", ["against-interest", "majority"])
def test_each_question_is_answered_under_every_policy(
    client: TestClient, address: str, policy: str
) -> None:
    response = client.get(adding(address, f"policy={policy}&at=2021-08-14"))
    assert response.status_code == 200
    if "json" in response.headers["content-type"]:
        assert response.json()["policy"] == policy


def test_a_party_is_believed_about_its_losses(client: TestClient, small: Small) -> None:
    """The third claim, not confirmed, is by a source that favours the north: D22 is the south's."""
    for policy, status in (("any", "south"), ("against-interest", "south"), ("confirmed", None)):
        item = client.get(f"{small.path}/districts/D22?policy={policy}").json()
        assert item["status"] == (status or "not_assessed")


def test_where_votes_tie_nothing_governs(get: Get) -> None:
    items = get("/status?at=2021-07-08&policy=majority")["items"]
    ties = [item for item in items if item["status"] == "unknown"]
    assert ties
    for item in ties:
        assert (item["claim"], item["last_confirmed"]) == (None, None)
        assert item["since"]["latest"] <= "2021-07-08"
        assert len(item["possible"]) > 2
