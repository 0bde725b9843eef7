"""What API version 1 promises of every answer, whatever the question."""

import re
from contextlib import ExitStack
from threading import BoundedSemaphore

import pytest
from fastapi.testclient import TestClient

from app.api.dependencies import MOST_AHEAD
from tests.api.reads import AF, DATED, KNOWN, LISTS, PERIODS, READS, TABLES, adding


def refused(client: TestClient, address: str) -> str:
    """Give the parameter that a request is refused for."""
    response = client.get(address)
    assert response.status_code == 400, (address, response.text)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() >= {"type", "title", "status", "detail"}
    (fault,) = problem["errors"]
    parameter: str = fault["parameter"]
    return parameter


@pytest.mark.parametrize("address", READS)
def test_an_unknown_or_repeated_parameter_is_refused(client: TestClient, address: str) -> None:
    assert refused(client, adding(address, "knownat=2021-07-07")) == "knownat"
    assert refused(client, adding(address, "a%00b=1")) == "a\0b"


@pytest.mark.parametrize("address", KNOWN)
@pytest.mark.parametrize(
    "instant",
    ["1625616000", "2021", "2021-07-07T12:00:00", "2999-01-01", "2021-02-30", "", "now", "%00"],
)
def test_an_instant_is_a_past_day_or_has_an_offset(
    client: TestClient, address: str, instant: str
) -> None:
    assert refused(client, adding(address, f"known_at={instant}")) == "known_at"


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize("day", ["1625616000", "2021", "2021-07-07T12:00:00", "2999-01-01", "%00"])
def test_a_day_is_written_out_and_not_in_the_future(
    client: TestClient, address: str, day: str
) -> None:
    assert refused(client, adding(address, f"at={day}")) == "at"


@pytest.mark.parametrize("address", KNOWN)
def test_the_moment_of_knowledge_is_given_once(client: TestClient, address: str) -> None:
    both = adding(address, "known_at=2021-07-07&revision=500")
    assert refused(client, both) == "revision"
    assert refused(client, adding(address, "revision=999999")) == "revision"
    assert refused(client, adding(address, "revision=-1")) == "revision"
    twice = adding(address, "known_at=2021-07-07&known_at=2021-07-08")
    assert refused(client, twice) == "known_at"


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize(
    ("parameter", "name"),
    [("set=nope", "set"), ("policy=nope", "policy"), ("policy=source:nope", "policy")],
)
def test_an_unknown_set_policy_or_source_is_refused(
    client: TestClient, address: str, parameter: str, name: str
) -> None:
    assert refused(client, adding(address, parameter)) == name


@pytest.mark.parametrize("address", DATED)
@pytest.mark.parametrize("name", ["at", "known_at", "revision", "policy", "set"])
def test_an_empty_parameter_is_not_ignored(client: TestClient, address: str, name: str) -> None:
    assert refused(client, adding(address, f"{name}=")) == name


@pytest.mark.parametrize("number", ["1_0", "1.0", "%2B5", "%205", "٥"])
def test_a_whole_number_is_written_in_digits(client: TestClient, number: str) -> None:
    assert refused(client, f"{AF}/status?revision={number}") == "revision"
    assert refused(client, f"{AF}/claims?limit={number}") == "limit"


@pytest.mark.parametrize("address", READS)
def test_head_is_answered_as_get_without_a_body(client: TestClient, address: str) -> None:
    head, got = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize("address", READS)
def test_nothing_but_reading_is_allowed_there(client: TestClient, address: str) -> None:
    response = client.put(address)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert {"GET", "HEAD"} <= {method.strip() for method in response.headers["allow"].split(",")}


@pytest.mark.parametrize("address", READS)
def test_a_format_that_is_not_there_is_not_acceptable(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(address, headers={"Accept": "image/png, */*;q=0.1"}).status_code == 200


def test_an_empty_accept_header_rules_nothing_out(client: TestClient) -> None:
    for address in (f"{AF}/status", f"{AF}/claims"):
        assert client.get(address, headers={"Accept": ""}).status_code == 200


@pytest.mark.parametrize("address", READS)
def test_a_poll_of_what_has_not_changed_gets_no_body(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Min-Revision" in first.headers["vary"]


@pytest.mark.parametrize("address", DATED)
def test_an_answer_for_a_day_and_a_moment_holds_for_ever(client: TestClient, address: str) -> None:
    for moment in ("revision=600", "known_at=2021-07-20"):
        given = client.get(adding(address, f"at=2021-07-07&{moment}"))
        assert given.headers["cache-control"].endswith("immutable")
    assert "max-age=0" in client.get(adding(address, "at=2021-07-07")).headers["cache-control"]
    assert "max-age=0" in client.get(adding(address, "revision=600")).headers["cache-control"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asked_for_no_items_tells_its_total_alone(client: TestClient, address: str) -> None:
    answer = client.get(adding(address, "limit=0")).json()
    whole = client.get(adding(address, "limit=1000")).json()
    assert answer["items"] == []
    assert answer["total"] == whole["total"] > 0
    assert answer["next"] is None


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("limit", ["-1", "1001", "ten", "1e2", "", "9" * 30])
def test_a_limit_is_a_number_up_to_a_thousand(client: TestClient, address: str, limit: str) -> None:
    assert refused(client, adding(address, f"limit={limit}")) == "limit"


def test_a_page_of_periods_holds_ten_thousand(client: TestClient) -> None:
    assert client.get(f"{PERIODS}?limit=10000").json() == client.get(PERIODS).json()
    assert refused(client, f"{PERIODS}?limit=10001") == "limit"


@pytest.mark.parametrize(("address", "filter_"), TABLES.items())
def test_a_table_always_has_its_header(client: TestClient, address: str, filter_: str) -> None:
    response = client.get(adding(address, f"f=csv&{filter_}".strip("&")))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv")
    header, *rows = response.text.split("\r\n")
    assert "," in header
    if filter_:
        assert rows == [""]


@pytest.mark.parametrize("address", TABLES)
def test_the_row_of_hxl_tags_comes_when_it_is_asked_for(client: TestClient, address: str) -> None:
    header, tags, *_ = client.get(adding(address, "f=csv&hxl=true")).text.split("\r\n")
    assert [tag[0] for tag in tags.split(",")] == ["#"] * len(header.split(","))


def test_a_problem_names_the_parameters_that_are_missing(client: TestClient) -> None:
    problem = client.get(f"{AF}/aggregates/series").json()
    assert problem["detail"].endswith(": from, to.")
    assert {fault["detail"] for fault in problem["errors"]} == {"It is needed: give it a value."}


def test_what_is_not_there_is_a_problem(client: TestClient) -> None:
    for address in (
        "/v1/theatres/ZZ/claims",
        "/v1/theatres/%00",
        f"{AF}/claims/1",
        f"{AF}/claims/0",
        f"{AF}/claims/x",
        f"{AF}/claims/{'9' * 30}",
        f"{AF}/districts/nowhere",
        f"{AF}/districts/%00/history",
        f"{AF}/provinces/AF3101",
        f"{AF}/tiles/1/2/0.mvt",
        f"{AF}/tiles/23/0/0.mvt",
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", READS)
def test_a_parameter_is_no_longer_than_a_cursor(client: TestClient, address: str) -> None:
    assert refused(client, adding(address, f"at={'2' * 2000}")) == "at"
    assert client.get(f"{AF}/districts/{'x' * 2000}").status_code == 404


def test_few_reads_wait_for_a_revision_at_a_time(client: TestClient) -> None:
    waiting: BoundedSemaphore = client.app.state.waiting  # type: ignore[attr-defined]
    address, headers = f"{AF}/status", {"Min-Revision": "999999"}
    with ExitStack() as others:
        for _ in range(MOST_AHEAD):
            others.enter_context(waiting)
        response = client.get(address, headers=headers)
        assert (response.status_code, response.headers["retry-after"]) == (503, "2")
        assert client.get(address).status_code == 200
    assert client.get(address, headers=headers).status_code == 503
    assert all(waiting.acquire(blocking=False) for _ in range(MOST_AHEAD))
    waiting.release(MOST_AHEAD)


def test_what_an_address_allows_are_the_methods_of_all_its_routes(client: TestClient) -> None:
    assert client.put(f"{AF}/claims").headers["allow"] == "GET, HEAD, POST"
    assert client.get(f"{AF}/reviews").headers["allow"] == "POST"
    assert client.post(f"{AF}/status").headers["allow"] == "GET, HEAD"


def test_a_header_that_cannot_be_read_is_a_bad_request(client: TestClient) -> None:
    response = client.get(f"{AF}/changes/stream", headers={"Last-Event-ID": "first"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "last-event-id"


def test_the_contract_is_sent_like_all_answers(client: TestClient) -> None:
    sent = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert sent.headers["content-encoding"] == "gzip"
    polled = client.get(
        "/openapi.json", headers={"If-None-Match": sent.headers["etag"], "Accept-Encoding": "gzip"}
    )
    assert (polled.status_code, polled.content) == (304, b"")
    assert refused(client, "/openapi.json?zzz=1") == "zzz"


def test_the_contract_has_all_that_it_refers_to_and_no_more(client: TestClient) -> None:
    contract = client.get("/openapi.json").text
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', contract))
    assert named == client.get("/openapi.json").json()["components"]["schemas"].keys()
    assert '"$defs"' not in contract
