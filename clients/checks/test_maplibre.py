"""MapLibre GL in Chromium draws the tiles that TileJSON leads to, in the colours of the scale."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from clients.conftest import CHECKS, DAY, Service

NOT_ASSESSED = "#dddddd"
GRAPHICS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SCREENSHOT = os.environ.get("SCREENSHOT")


class Quiet(SimpleHTTPRequestHandler):
    """Serves this folder, and says nothing."""

    extensions_map: ClassVar[dict[str, str]] = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
    }

    def log_message(self, *_: object) -> None:
        """Keep the tests' output short."""


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    """Where a page of another origin is served, as that of a newsroom would be."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(CHECKS))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def colours(service: Service) -> dict[str, str]:
    """The colour of each status, as the theatre has it."""
    theatre = httpx.get(f"{service.address}/v1/theatres/AF").json()
    scale = {status["id"]: status["colour"].lower() for status in theatre["statuses"]}
    return {**scale, "not_assessed": NOT_ASSESSED}


@pytest.fixture(scope="module")
def drawn(service: Service, pages: str, colours: dict[str, str]) -> Iterator[Page]:
    """A page with the map of one day, drawn."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "install chromium"
    tileset = f"{service.ogc}/collections/AF-districts/tiles/WebMercatorQuad"
    asked = {
        "tilejson": f"{tileset}?f=tilejson&datetime={DAY}",
        "colours": json.dumps(list(colours.items())),
    }
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=GRAPHICS)
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        page.goto(f"{pages}/map.html?{urlencode(asked)}")
        page.wait_for_selector("[data-ready]", timeout=60_000)
        if SCREENSHOT:
            page.screenshot(path=Path(SCREENSHOT))
        yield page
        browser.close()
    assert complaints == []


def test_every_district_with_a_shape_is_in_the_tiles(service: Service, drawn: Page) -> None:
    address = f"{service.address}/v1/theatres/AF/status?at={DAY}&f=geojson"
    features = httpx.get(address).json()["features"]
    shaped = {f["id"]: f["properties"]["status"] for f in features if f["geometry"]}
    assert drawn.evaluate("statuses()") == shaped


@pytest.mark.parametrize(
    ("place", "code", "status"),
    [
        ((63.1467, 34.8729), "AF3101", "contested"),
        ((69.18, 34.53), "AF0101", "not_assessed"),
        ((63.76, 35.70), "AF3107", "taliban"),
    ],
)
def test_a_place_is_drawn_in_the_colour_of_its_status(
    drawn: Page, colours: dict[str, str], place: tuple[float, float], code: str, status: str
) -> None:
    seen = drawn.evaluate("([lon, lat]) => at(lon, lat)", list(place))
    assert (seen["code"], seen["status"], seen["colour"]) == (code, status, colours[status])
