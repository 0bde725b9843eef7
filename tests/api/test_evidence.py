"""From each count to its districts, and from each status to its claim and report."""

from typing import Any

import pytest

from tests.api.conftest import Get

VIEWS = [
    "at=2021-07-07",
    "at=2021-07-07&known_at=2021-07-08&policy=any",
    "revision=600&set=afg-398",
    "policy=source:lwj&at=2021-06-20",
    "policy=majority&at=2021-07-08",
    "at=1990-01-01",
]


def follow(get: Get, bucket: dict[str, Any]) -> list[dict[str, Any]]:
    """Follow a bucket's link; give the districts, which must be as many as were counted."""
    found = get(bucket["districts"])
    items: list[dict[str, Any]] = found["items"]
    assert len(items) == bucket["count"], bucket
    assert {item["status"] for item in items} <= {bucket["status"]}
    return items


@pytest.mark.parametrize("view", VIEWS)
def test_a_bucket_leads_to_the_districts_in_it(get: Get, view: str) -> None:
    counted = get(f"/aggregates?{view}&evidence=true&by=province")
    for bucket in counted["buckets"]:
        items = follow(get, bucket)
        claims = {item["claim"] for item in items} - {None}
        assert bucket["claims"] == sorted(claims)
    for bucket in counted["groups"][30]["buckets"]:
        items = follow(get, bucket)
        assert {item["province"] for item in items} <= {counted["groups"][30]["code"]}
        assert bucket["claims"] == sorted({item["claim"] for item in items} - {None})
    plain = get(f"/aggregates?{view}")["buckets"]
    assert plain == [{k: v for k, v in b.items() if k != "claims"} for b in counted["buckets"]]


def test_a_link_shows_the_view_that_was_counted(get: Get) -> None:
    counted = get("/aggregates?at=2021-07-07&known_at=2021-07-08&policy=any&set=afg-407")
    shown = get(counted["buckets"][2]["districts"])
    for name in ("theatre", "policy", "set", "revision", "known_at", "at"):
        assert shown[name] == counted[name]


def test_the_districts_of_a_province_are_linked_without_its_capital(get: Get) -> None:
    badghis = get("/provinces/Badghis?at=2021-07-07")
    (taliban,) = [b for b in badghis["districts"]["buckets"] if b["status"] == "taliban"]
    assert "AF3101" not in {item["code"] for item in follow(get, taliban)}
    for bucket in badghis["buckets"]:
        follow(get, bucket)


def test_a_point_of_the_series_leads_to_its_districts(get: Get) -> None:
    series = get("/aggregates/series?from=2021-07-01&to=2021-07-09&step=week&policy=any")
    for point in series["points"]:
        for status, bucket in point["buckets"].items():
            filled = series["districts"].replace("{at}", point["at"]).replace("{status}", status)
            assert len(get(filled)["items"]) == bucket["count"]


def test_two_hops_lead_from_a_count_to_a_report(get: Get) -> None:
    taliban = get("/aggregates?at=2021-07-07&known_at=2021-07-08")["buckets"][2]
    items = follow(get, taliban)
    link = get("/status?at=2021-07-07&known_at=2021-07-08")["claim_link"]
    for item in items[:5]:
        claim = get(link.replace("{claim}", str(item["claim"])))
        assert (claim["id"], claim["status"]) == (item["claim"], "taliban")
        assert claim["report"]["url"] or claim["report"]["publisher"]


@pytest.mark.parametrize(
    "address", ["/status", "/transitions", "/districts/AF3101", "/provinces/AF31", "/aggregates"]
)
def test_what_rests_on_claims_tells_where_they_are(get: Get, address: str) -> None:
    assert get(address)["claim_link"] == "/v1/theatres/AF/claims/{claim}"


def test_the_table_names_the_claims_too(get: Get, client: Any) -> None:
    address = "/v1/theatres/AF/aggregates?at=2021-07-07&f=csv"
    header, *rows = client.get(f"{address}&evidence=true").text.split("\r\n")
    assert header.endswith(",population_share,claims")
    counted = get("/aggregates?at=2021-07-07&evidence=true")["buckets"]
    claims = [";".join(map(str, bucket["claims"])) for bucket in counted]
    assert [row.rpartition(",")[2] for row in rows[:-1]] == claims
    assert "claims" not in client.get(address).text
