"""What a GIS asked before costs the database nothing, and is never older than the ledger."""

import pytest

from tests.polling.conftest import apps, serve, service
from tests.writes.conftest import Serve, Service, claim

__all__ = ["apps", "serve", "service"]

PATHS = [
    "districts/items",
    "districts/items?limit=2&crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    "districts/items?datetime=2020-02-20",
    "districts/items?datetime=2020-02-20/..&policy=any",
    "districts/items/D12",
    "provinces/items?datetime=2020-02-20&revision=5",
    "claims/items?bbox=-180,-90,180,90",
    "districts/tiles/WebMercatorQuad/3/3/5",
    "districts/tiles/WebMercatorQuad/3/3/5?datetime=2020-02-20&known_at=2020-03-04&policy=any",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_second_reader_costs_no_statement(
    service: Service, statements: list[str], path: str
) -> None:
    address = f"/ogc/collections/{service.theatre}-{path}"
    first = service.client.get(address)
    assert first.status_code == 200, first.text
    asked = len(statements)
    second = service.client.get(address)
    assert (second.content, len(statements)) == (first.content, asked)
    for name in ("Content-Crs", "Content-Type", "ETag"):
        assert second.headers.get(name) == first.headers.get(name)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert service.client.get(address, headers=tag).status_code == 304


def test_a_write_is_seen_at_once(service: Service) -> None:
    address = f"/ogc/collections/{service.theatre}-claims/items"
    before = service.client.get(address).json()
    service.post("/claims", claim())
    after = service.client.get(address).json()
    assert after["numberMatched"] == before["numberMatched"] + 1


def test_links_lead_to_the_host_that_was_asked(service: Service) -> None:
    address = f"/ogc/collections/{service.theatre}-districts/items?limit=1"
    for host in ("one.example", "two.example", "one.example"):
        page = service.client.get(address, headers={"Host": host}).json()
        assert all(link["href"].startswith(f"http://{host}/") for link in page["links"])


def test_links_lead_where_the_operator_says(serve: Serve) -> None:
    service = serve(origin="https://frontline.example")
    districts = f"/ogc/collections/{service.theatre}-districts"
    for address in ("/ogc", f"{districts}/items?limit=1", f"{districts}/tiles"):
        links = service.client.get(address, headers={"Host": "inside:8000"}).json()["links"]
        assert all(link["href"].startswith("https://frontline.example/") for link in links)
