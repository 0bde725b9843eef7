"""A theatre offers the policies that its scale allows, and no others."""

from fastapi.testclient import TestClient

from tests.api.conftest import Get, Small


def test_a_tie_needs_a_status_for_it(client: TestClient, get: Get, small: Small) -> None:
    assert "majority" in {policy["id"] for policy in get("")["policies"]}
    offered = {policy["id"] for policy in client.get(small.path).json()["policies"]}
    assert offered == {"confirmed", "any", "against-interest", "source:ID"}
    refused = client.get(f"{small.path}/aggregates?policy=majority")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "policy"
    assert "degree 'unknown'" in refused.json()["detail"]


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
