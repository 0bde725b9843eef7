"""OWSLib, the Python world's client of OGC services."""

import pytest
from owslib.ogcapi.features import Features

from clients.conftest import DAY, Service


@pytest.fixture(scope="module")
def client(service: Service) -> Features:
    return Features(service.ogc)


def test_it_finds_its_way(client: Features) -> None:
    assert client.api()["openapi"].startswith("3.0")
    conforms = client.conformance()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conforms
    assert client.feature_collections() == ["AF-districts", "AF-provinces", "AF-claims"]
    assert client.collection("AF-districts")["itemType"] == "feature"


def test_it_reads_features(client: Features) -> None:
    page = client.collection_items(
        "AF-districts", datetime_=DAY, bbox=[63, 34.8, 63.2, 35], limit=5
    )
    (feature,) = [each for each in page["features"] if each["id"] == "AF3101"]
    assert feature["properties"]["status"] == "contested"
    assert client.collection_item("AF-districts", "AF3101")["properties"]["name"] == "Qala-e-Naw"
