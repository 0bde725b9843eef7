"""Are the boundaries drawn that were valid on the day shown, and is it said whose they are?"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.db.engines import owner_engine
from app.services.import_boundaries import About, Wanted, import_boundaries
from app.services.load_theatre import load
from app.settings import Settings
from tests.boundaries.maps import SQUARES, write_map
from tests.conftest import NewDatabase
from tests.dashboard.conftest import Open, served, settle
from tests.folders import write_folder

OLD_ONES = ["D11", "D12"]
LAST_OLD_DAY = date(2020, 2, 20)


@pytest.fixture
def two_maps(new_database: NewDatabase, tmp_path: Path) -> Iterator[tuple[Settings, str]]:
    """A theatre whose boundaries changed after a day; the old ones draw two districts alone."""
    settings = new_database()
    engine = owner_engine(settings)
    theatre = write_folder(tmp_path / "theatre")
    load(engine, tmp_path / "theatre")
    for name, codes, last in (("new", [*SQUARES], None), ("old", OLD_ONES, LAST_OLD_DAY)):
        file = write_map(
            tmp_path / f"{name}.geojson", {"pcode": codes}, [SQUARES[code] for code in codes]
        )
        about = About(
            name, f"Map, {name}", "CC-BY-4.0", f"The {name} bureau", None, last, file.name
        )
        import_boundaries(engine, theatre, Wanted(file, None, 1_000_000), about)
    yield settings, theatre
    engine.dispose()


def unshaped(page: Page) -> str:
    """How many districts have no shape, as the legend tells it."""
    settle(page)
    return page.get_by_test_id("ground").inner_text()


def test_each_day_has_its_own_boundaries(look: Open, two_maps: tuple[Settings, str]) -> None:
    settings, theatre = two_maps
    with served(settings) as address:
        page = look(f"?theatre={theatre}&at={LAST_OLD_DAY}", at=address)
        credit = page.get_by_test_id("credit")
        expect(credit).to_have_text("Map, old · The old bureau · CC-BY-4.0")
        assert "3 districts have no shape" in unshaped(page)
        page.goto(f"{address}/?theatre={theatre}&at=2020-02-21")
        expect(credit).to_have_text("Map, new · The new bureau · CC-BY-4.0")
        assert "no shape" not in unshaped(page)
        page.goto(f"{address}/?theatre={theatre}")
        expect(credit).to_have_text("Map, new · The new bureau · CC-BY-4.0")
        page.get_by_role("button", name="Equal cells").click()
        expect(credit).to_be_hidden()
        page.context.close()


def test_the_days_of_one_map_ask_for_its_shapes_once(
    look: Open, two_maps: tuple[Settings, str]
) -> None:
    settings, theatre = two_maps
    with served(settings) as address:
        page = look(f"?theatre={theatre}&at=2020-02-25", at=address)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for _ in range(10):
            page.get_by_test_id("slider").press("ArrowLeft")
            settle(page)
        assert len([url for url in asked if "f=geojson" in url]) == 1
        expect(page.get_by_test_id("credit")).to_contain_text("Map, old")
        page.context.close()


def test_cells_around_centroids_are_called_schematic(look: Open) -> None:
    expect(look().get_by_test_id("credit")).to_have_text("Schematic")
