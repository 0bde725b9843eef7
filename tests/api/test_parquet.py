"""Statuses and periods come as Parquet, with shapes as GeoParquet, and say what CSV says."""

import io
import json
import sys
from typing import Any

import geopandas
import pandas as pd
import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Get
from tests.api.reads import AF, adding

VIEW = "at=2021-07-07&known_at=2021-07-08"


def table(client: TestClient, address: str) -> Any:
    answer = client.get(adding(address, "f=parquet"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    return pyarrow.parquet.read_table(io.BytesIO(answer.content))


def written(cell: object) -> str:
    """A cell as CSV has it."""
    if cell is None:
        return ""
    return ";".join(cell) if isinstance(cell, list) else str(cell)


@pytest.mark.parametrize("path", ["status?geometry=none", "periods"])
def test_parquet_says_what_csv_says(client: TestClient, path: str) -> None:
    address = f"{AF}/{path}&{VIEW}" if "?" in path else f"{AF}/{path}?{VIEW}"
    found = table(client, address)
    address = address.replace("geometry=none&", "")
    rows = pd.read_csv(
        io.StringIO(client.get(adding(address, "f=csv")).text), dtype=str, keep_default_na=False
    )
    assert found.column_names == list(rows.columns)
    cells = [
        [
            "" if cell is None else ";".join(cell) if isinstance(cell, list) else str(cell)
            for cell in c
        ]
        for c in found.to_pydict().values()
    ]
    assert cells == [list(rows[name]) for name in rows.columns]
    assert len(rows) > 100


def test_it_says_which_view_it_shows(client: TestClient) -> None:
    said = json.loads(table(client, f"{AF}/periods?{VIEW}").schema.metadata[b"frontline"])
    assert (said["policy"], said["set"], said["revision"]) == ("confirmed", "afg-421", 570)


@pytest.mark.parametrize("geometry", ["simplified", "full"])
def test_shapes_are_those_of_the_geojson(client: TestClient, get: Get, geometry: str) -> None:
    address = f"{AF}/status?{VIEW}&geometry={geometry}"
    frame = geopandas.read_parquet(io.BytesIO(client.get(adding(address, "f=parquet")).content))
    features = get(adding(address, "f=geojson"))["features"]
    assert frame.crs == "OGC:CRS84"
    assert list(frame["code"]) == [feature["id"] for feature in features]
    shapes = geopandas.GeoDataFrame.from_features(features, crs="OGC:CRS84")
    assert frame.geometry.isna().sum() == 21
    assert frame.geometry.dropna().geom_equals(shapes.geometry.dropna()).all()


def test_a_table_without_rows_keeps_its_columns(client: TestClient) -> None:
    found = table(client, f"{AF}/periods?at=1990-01-01")
    assert (found.num_rows, found.column_names[0]) == (0, "code")
    assert str(found.schema.field("claim").type) == "int64"


def test_a_table_comes_in_pages_too(client: TestClient) -> None:
    address = f"{AF}/periods?{VIEW}"
    whole, link, parts = table(client, address), f"{address}&f=parquet&limit=100", []
    while link:
        response = client.get(link)
        parts.append(pyarrow.parquet.read_table(io.BytesIO(response.content)))
        link = response.links.get("next", {}).get("url", "")
    assert pyarrow.concat_tables(parts) == whole
    assert [part.num_rows for part in parts[:-1]] == [100] * (whole.num_rows // 100)


def test_without_pyarrow_it_says_what_to_add(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    refused = client.get(f"{AF}/periods?f=parquet")
    assert refused.status_code == 406
    assert "frontline[parquet]" in refused.json()["detail"]


@pytest.mark.parametrize("policy", ["confirmed", "any", "majority"])
@pytest.mark.parametrize("code", ["AF3101", "AF3105", "AF0101", "AF2401"])
def test_the_periods_of_a_district_are_those_of_its_history(
    get: Get, code: str, policy: str
) -> None:
    told = get(f"/districts/{code}/history?policy={policy}")["periods"]
    listed = [p for p in get(f"/periods?policy={policy}")["items"] if p["code"] == code]
    assert listed
    for period, own in zip(listed, told, strict=True):
        assert period["claim"] == own["claims"][0]
        for name in ("status", "from", "from_earliest", "from_latest", "to"):
            assert period[name] == own[name]


def test_a_province_has_its_own_alone(get: Get) -> None:
    items = get("/periods?province=Badghis")["items"]
    assert {item["province_name"] for item in items} == {"Badghis"}
    assert [item["code"] for item in items] == sorted(item["code"] for item in items)
