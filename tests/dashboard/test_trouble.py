"""What does the dashboard do when things are not as they should be?"""

from pathlib import Path

from playwright.sync_api import Route, expect

from app.db.engines import owner_engine
from app.services.load_theatre import load
from tests.conftest import NewDatabase
from tests.dashboard.conftest import Open, Serve, settle
from tests.folders import TABLES, THEATRE

MANY = 33_000


def folder(path: Path, places: dict[str, str]) -> Path:
    path.mkdir()
    (path / "theatre.toml").write_text(THEATRE.format(id=path.name))
    for name, table in (TABLES | places | {"names": ""}).items():
        if table and name not in ("population", "figures"):
            (path / f"{name}.csv").write_text(table)
    return path


def without_coordinates() -> dict[str, str]:
    """The districts of the small theatre, and where they are left out."""
    lines = (line.rsplit(",", 2)[0] for line in TABLES["districts"].splitlines())
    return {"districts": "\n".join(lines) + "\n"}


def many_places() -> dict[str, str]:
    """The small theatre with very many districts beside its own, a hundred to a province."""
    provinces = TABLES["provinces"].splitlines()
    districts = without_coordinates()["districts"].splitlines()
    for p in range(MANY // 100):
        provinces.append(f"Q{p},local,Land {p},X{p}Y0,,")
        for d in range(100):
            kind = "district" if d else "provincial_centre"
            districts.append(f"X{p}Y{d},local,Place {p}-{d},,Q{p},{kind},,all")
    return {"provinces": "\n".join(provinces) + "\n", "districts": "\n".join(districts) + "\n"}


def test_a_service_that_is_away_is_asked_again_and_the_person_told(visit: Open) -> None:
    page = visit("?at=2021-07-07")
    expect(page.get_by_test_id("slider")).to_be_visible()

    def refuse(route: Route) -> None:
        route.fulfill(status=503, json={"detail": "away"}, headers={"Retry-After": "1"})

    page.route("**/v1/**", refuse)
    page.get_by_role("button", name="Next day with changes").click()
    expect(page.get_by_test_id("trouble")).to_contain_text("can’t answer now")
    expect(page.locator(".buckets tr[data-status=taliban] .count")).to_be_visible()
    page.unroute("**/v1/**")
    expect(page.get_by_test_id("trouble")).to_be_hidden()


def test_a_service_that_is_away_at_first_is_waited_for(visit: Open, address: str) -> None:
    page = visit("docs")
    page.route("**/v1/**", lambda route: route.fulfill(status=503, json={}))
    page.goto(f"{address}/?at=2021-07-07")
    expect(page.get_by_test_id("trouble")).to_be_visible()
    page.unroute("**/v1/**")
    expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("171")


def test_a_wrong_link_is_told_and_led_out_of(visit: Open) -> None:
    page = visit("?at=2021-07-07&policy=nonsense")
    expect(page.get_by_test_id("trouble")).to_contain_text("nonsense")
    page.get_by_role("button", name="Show the latest state").click()
    expect(page.get_by_test_id("trouble")).to_be_hidden()
    expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("421")


def test_districts_without_geometry_are_drawn_as_equal_cells(
    look: Open, serve: Serve, new_database: NewDatabase, tmp_path: Path
) -> None:
    settings = new_database()
    load(owner_engine(settings), folder(tmp_path / "EL", without_coordinates()))
    with serve(settings) as address:
        page = look("", at=address)
        expect(page.get_by_test_id("ground")).to_contain_text("No shapes are known")
        page.locator(".map canvas").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_test_id("pointed")).to_contain_text("Mudville")


def test_tens_of_thousands_of_places_can_be_looked_at(
    visit: Open, serve: Serve, new_database: NewDatabase, tmp_path: Path
) -> None:
    settings = new_database()
    load(owner_engine(settings), folder(tmp_path / "EL", many_places()))
    with serve(settings) as address:
        page = visit("", at=address)
        expect(page.get_by_test_id("coverage")).to_contain_text("33,005")
        page.get_by_test_id("slider").focus()
        page.keyboard.press("Home")
        expect(page.get_by_test_id("latest")).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="Table").click()
        expect(page.locator(".find")).to_contain_text("The first 500 are shown")
        page.get_by_role("button", name="Equal cells").click()
        expect(page.locator("[data-ready]")).to_be_visible()
        settle(page)
