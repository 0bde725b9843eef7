"""pandas on the CSV endpoints: columns get their types, and nothing is lost."""

import httpx
import pandas as pd
import pytest

from clients.conftest import DAY, Service

TABLES = {
    "status": f"at={DAY}",
    "districts": "limit=1000",
    "aggregates": f"at={DAY}&by=province",
    "aggregates/series": "from=2021-07-01&to=2021-08-15",
    "transitions": "from=2021-07-01&to=2021-08-15&limit=1000",
}


def read(service: Service, path: str, query: str) -> pd.DataFrame:
    return pd.read_csv(f"{service.address}/v1/theatres/AF/{path}?{query}&f=csv")


@pytest.mark.parametrize(("path", "query"), TABLES.items())
def test_every_table_can_be_read(service: Service, path: str, query: str) -> None:
    table = read(service, path, query)
    assert len(table) > 10
    assert not any("Unnamed" in column for column in table.columns)


def test_the_map_is_that_of_the_json(service: Service) -> None:
    table = read(service, "status", f"at={DAY}").set_index("code")
    answer = httpx.get(f"{service.address}/v1/theatres/AF/status?at={DAY}").json()
    assert table["status"].to_dict() == {i["code"]: i["status"] for i in answer["items"]}
    claims = table["claim"].dropna().astype(int).to_dict()
    assert claims == {i["code"]: i["claim"] for i in answer["items"] if i["claim"]}


def test_a_series_becomes_a_frame_by_day(service: Service) -> None:
    table = read(service, "aggregates/series", TABLES["aggregates/series"])
    wide = table.pivot(index="at", columns="status", values="count")
    assert (wide.sum(axis="columns") == 421).all()
    assert wide.loc[DAY, "taliban"] == 171
