"""GDAL's own commands, and GeoPandas, which stands on GDAL."""

import csv
import io
import json
import subprocess
from datetime import date
from pathlib import Path

import geopandas
import httpx
import pytest

from .conftest import DAY, Service

BOX = ("60", "30", "66", "37")


def run(*command: str) -> str:
    """Run a command that must succeed without a complaint."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def expected(service: Service, **parameters: str) -> dict[str, str]:
    """Read the statuses that the service's own map shows, by district."""
    answer = httpx.get(f"{service.address}/v1/theatres/AF/status", params=parameters).json()
    return {item["code"]: item["status"] for item in answer["items"]}


def test_ogrinfo_finds_all_collections(service: Service) -> None:
    listed = run("ogrinfo", "-ro", f"OAPIF:{service.ogc}")
    for name in ("AF-districts", "AF-provinces", "AF-claims"):
        assert name in listed


@pytest.mark.parametrize(("name", "count"), [("districts", 421), ("provinces", 34), ("claims", 921)])
def test_ogrinfo_reads_all_pages(service: Service, name: str, count: int) -> None:
    told = run("ogrinfo", "-ro", "-al", "-oo", "PAGE_SIZE=100", f"OAPIF:{service.ogc}/collections/AF-{name}")
    assert told.count(f"OGRFeature(AF-{name})") == count


def test_ogr2ogr_copies_a_box(service: Service) -> None:
    table = run(
        *("ogr2ogr", "-f", "CSV", "/vsistdout/", "-oo", "PAGE_SIZE=20", "-spat", *BOX),
        *(f"OAPIF:{service.ogc}", "AF-districts"),
    )
    rows = {row["code"]: row["status"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == expected(service, bbox=",".join(BOX))
    assert 20 < len(rows) < 421
