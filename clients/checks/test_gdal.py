"""GDAL's own commands, and GeoPandas, which stands on a GDAL of its own."""

import csv
import io
import subprocess

import geopandas
import httpx
import pytest

from clients.conftest import DAY, Service

BOX = ("60", "30", "66", "37")
WEEK = "since_latest >= '2021/07/01' AND since_latest <= '2021/07/07'"
COUNTS = [("districts", 421), ("provinces", 34), ("claims", 921)]


def run(*command: str) -> str:
    """Run a command that must succeed without a complaint."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def table(service: Service, *options: str) -> list[dict[str, str]]:
    """Copy districts into a table, in pages of 50."""
    paged = ("-oo", "PAGE_SIZE=50", *options)
    copied = run(
        "ogr2ogr", "-f", "CSV", "/vsistdout/", *paged, f"OAPIF:{service.ogc}", "AF-districts"
    )
    return list(csv.DictReader(io.StringIO(copied)))


def features(service: Service, **parameters: str) -> list[dict[str, str]]:
    """Ask for districts without any library: the properties of the features."""
    address = f"{service.ogc}/collections/AF-districts/items"
    page = httpx.get(address, params=parameters).raise_for_status().json()
    return [feature["properties"] for feature in page["features"]]


def statuses(service: Service, **parameters: str) -> dict[str, str]:
    """Read the statuses that the service's own map shows, by district."""
    answer = httpx.get(f"{service.address}/v1/theatres/AF/status", params=parameters).json()
    return {item["code"]: item["status"] for item in answer["items"]}


def test_ogrinfo_finds_all_collections(service: Service) -> None:
    listed = run("ogrinfo", "-ro", f"OAPIF:{service.ogc}")
    for name, _ in COUNTS:
        assert f"AF-{name}" in listed


@pytest.mark.parametrize(("name", "count"), COUNTS)
def test_ogrinfo_reads_all_pages(service: Service, name: str, count: int) -> None:
    layer = f"AF-{name}"
    told = run("ogrinfo", "-ro", "-oo", "PAGE_SIZE=100", f"OAPIF:{service.ogc}", layer)
    assert told.count(f"OGRFeature({layer})") == count


def test_ogr2ogr_copies_all_pages_of_a_box(service: Service) -> None:
    rows = {row["code"]: row["status"] for row in table(service, "-spat", *BOX)}
    assert rows == statuses(service, bbox=",".join(BOX))
    assert 50 < len(rows) < 421


def test_ogr2ogr_copies_the_periods_of_a_week(service: Service) -> None:
    rows = table(service, "-where", WEEK, "-spat", *BOX)
    asked = features(service, datetime="2021-07-01/2021-07-07", bbox=",".join(BOX))
    assert [(row["code"], row["status"]) for row in rows] == [
        (each["code"], each["status"]) for each in asked
    ]


def test_geopandas_reads_districts(service: Service) -> None:
    read = geopandas.read_file(f"OAPIF:{service.ogc}", layer="AF-districts", PAGE_SIZE=100)
    assert dict(zip(read["code"], read["status"], strict=True)) == statuses(service)
    drawn = read.geometry.dropna()
    assert len(drawn) >= 400
    assert drawn.is_valid.all()
    (qala,) = read[read["code"] == "AF3101"].geometry
    assert qala.covers(geopandas.points_from_xy([63.147], [34.873])[0])


def test_geopandas_reads_a_box_of_a_day(service: Service) -> None:
    address = f"{service.ogc}/collections/AF-districts/items?datetime={DAY}&bbox={','.join(BOX)}"
    read = geopandas.read_file(address)
    shown = dict(zip(read["code"], read["status"], strict=True))
    assert shown == statuses(service, at=DAY, bbox=",".join(BOX))
    assert set(shown.values()) >= {"taliban", "contested", "not_assessed"}


@pytest.mark.parametrize("crs", ["EPSG/0/4326", "EPSG/0/3857"])
def test_other_coordinates_are_the_same_places(service: Service, crs: str) -> None:
    address = f"{service.ogc}/collections/AF-districts/items"
    number = int(crs.rpartition("/")[2])
    asked = {"crs": f"http://www.opengis.net/def/crs/{crs}"}
    page = httpx.get(address, params=asked).raise_for_status().json()["features"]
    moved = geopandas.GeoDataFrame.from_features(page)
    if number == 4326:  # its first axis is latitude
        moved.geometry = moved.geometry.affine_transform([0, 1, 1, 0, 0, 0])
    plain = geopandas.read_file(address)
    back = moved.set_crs(number).to_crs(4326).geometry.dropna()
    assert len(back) >= 400
    assert back.geom_equals_exact(plain.geometry.dropna(), 1e-6).all()
