"""A table of claims is recorded whole, or every line that is wrong is told."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest

from app.services import record_events
from tests.folders import TABLES
from tests.writes.conftest import Serve, Service

TABLE = """place;except;status;valid_from;source;report_url;standing
P2;"D21";north;2020-04-01;gazette;https://example.org/a;confirmed

Mud on the Hill;;south;2020-04;gazette;https://example.org/b;
"""


def send(service: Service, table: str | bytes, query: str = "", key: str = "desk") -> Any:
    raw = table.encode() if isinstance(table, str) else table
    headers = {"Authorization": f"Bearer {service.keys[key]}", "Content-Type": "text/csv"}
    return service.client.post(f"{service.path}/imports{query}", content=raw, headers=headers)


def test_a_table_is_recorded_in_its_order(service: Service) -> None:
    head = service.head()
    answer = send(service, "\ufeff" + TABLE.replace("\n", "\r\n"))
    assert answer.status_code == 201
    assert answer.json() == {"claims": [head + 1, head + 2], "skipped": [], "revision": head + 2}
    assert service.get(f"/claims/{head + 2}").json()["place"] == "D12"


def test_every_wrong_line_is_told_at_once(service: Service) -> None:
    head = service.head()
    wrong = TABLE + "D99;;north;2020-04-01;gazette;;\nD11;;east;2020-13;gazette;https://e.org/c;\n"
    answer = send(service, wrong)
    assert answer.status_code == 422
    assert [fault["line"] for fault in answer.json()["errors"]] == [5, 5, 6, 6]
    assert send(service, TABLE.replace("status", "state")).json()["errors"][0]["line"] == 1
    assert service.head() == head


def test_a_table_can_be_tried_and_sent_again(service: Service) -> None:
    tried = send(service, TABLE, "?dry_run=true")
    assert tried.json()["effect"]["districts"] == [
        {"code": "D22", "before": "not_assessed", "after": "north"}
    ]
    assert send(service, TABLE).status_code == 201
    refused = send(service, TABLE)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["detail"].startswith("This is claim")
    again = send(service, TABLE, "?on_duplicate=skip")
    assert (again.status_code, len(again.json()["skipped"])) == (200, 2)


def test_a_standing_takes_the_right_to_review(service: Service) -> None:
    assert send(service, TABLE, key="analyst").status_code == 403
    assert send(service, TABLE.replace("confirmed", ""), key="analyst").status_code == 201


def test_a_table_that_is_too_long_is_refused(serve: Serve) -> None:
    service = serve(import_limit_bytes=2048)
    assert send(service, TABLE + "\n" * 3000).status_code == 413


def test_nothing_is_recorded_at_an_instant_that_counts_as_settled(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = service.head()
    monkeypatch.setattr(record_events, "RECORDED_WITHIN", timedelta(0))
    answer = send(service, TABLE)
    assert (answer.status_code, service.head()) == (413, head)
    assert "record it in parts" in answer.json()["detail"]


def test_a_clock_that_is_set_forward_during_a_write_is_no_fault_of_the_body(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaping(datetime):
        """A clock that stands an hour later each time it is read."""

        reads = 0

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            cls.reads += 1
            return datetime.now(tz) + cls.reads * timedelta(hours=1)

    head = service.head()
    monkeypatch.setattr(record_events, "datetime", Leaping)
    answer = send(service, TABLE)
    assert (answer.status_code, service.head()) == (503, head)
    assert "send it again" in answer.json()["detail"]
    assert int(answer.headers["Retry-After"]) > 0


def test_an_import_gives_the_statuses_of_a_load(serve: Serve) -> None:
    loaded = serve()
    imported = serve({"claims": ""})
    assert send(imported, TABLES["claims"]).status_code == 201
    for day in ("2020-01-04", "2020-01-05", "2020-02-19", "2020-02-20", "2020-03-01", "2020-12-31"):
        for policy in ("confirmed", "any"):
            query = f"/status?at={day}&policy={policy}"
            ours, theirs = (s.get(query).json()["items"] for s in (loaded, imported))
            for item in (*ours, *theirs):
                del item["claim"]
            assert ours == theirs, query
