"""Does the map tell who holds what, to the eye, to the pointer and to the keys?"""

from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open

COUNTS = {"government": "4", "contested": "17", "taliban": "171", "not_assessed": "229"}


def count(page: Page, status: str) -> str:
    return page.locator(f".buckets tr[data-status={status}] .count").inner_text()


def test_a_day_is_counted_of_its_denominator(look: Open) -> None:
    page = look("?at=2021-07-07")
    assert {status: count(page, status) for status in COUNTS} == COUNTS
    coverage = page.get_by_test_id("coverage")
    expect(coverage).to_contain_text("of 421")
    expect(coverage).to_contain_text("192 of 421 districts assessed")
    taliban = page.locator(".buckets tr[data-status=taliban]")
    expect(taliban).to_contain_text("40.6%")
    expect(taliban).to_contain_text("171–184")


def test_it_says_whose_shapes_it_draws(look: Open) -> None:
    page = look("?at=2021-07-07")
    expect(page.get_by_test_id("ground")).to_contain_text("Schematic cells")
    expect(page.get_by_test_id("ground")).to_contain_text("21 districts have no shape")
    page.get_by_role("button", name="Equal cells").click()
    expect(page.get_by_test_id("ground")).to_contain_text("One cell per district")


def test_the_pointer_names_a_district_and_a_click_opens_it(look: Open) -> None:
    page = look("?at=2021-07-07")
    canvas = page.locator(".map canvas")
    canvas.hover()
    name = page.locator(".tooltip strong").inner_text()
    expect(page.locator(".tooltip .chip")).to_be_visible()
    canvas.click()
    expect(page.get_by_test_id("panel").locator("h2")).to_have_text(name)
    assert "district=AF" in page.url


def test_the_keys_walk_through_the_districts_and_open_one(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.locator(".map canvas").focus()
    page.keyboard.press("ArrowRight")
    first = page.get_by_test_id("pointed").inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("pointed")).not_to_have_text(first)
    name = page.get_by_test_id("pointed").inner_text().split(":")[0]
    page.keyboard.press("Enter")
    panel = page.get_by_test_id("panel")
    expect(panel.locator("h2")).to_have_text(name)
    expect(panel.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".map canvas")).to_be_focused()


def test_the_map_zooms_with_the_keys_and_shows_all_again(look: Open) -> None:
    page = look()
    everything = page.get_by_role("button", name="Show all")
    expect(everything).to_be_disabled()
    page.locator(".map canvas").focus()
    page.keyboard.press("+")
    expect(everything).to_be_enabled()
    page.keyboard.press("0")
    expect(everything).to_be_disabled()


def test_the_table_tells_all_that_the_map_tells(visit: Open) -> None:
    page = visit("?at=2021-07-07&view=table")
    row = page.locator(".districts tbody tr", has_text="Qala-e-Naw")
    expect(row).to_contain_text("Badghis")
    expect(row).to_contain_text("Contested")
    expect(row).to_contain_text("7 Jul 2021")
    expect(page.locator(".districts tbody tr")).to_have_count(421)
    page.get_by_label("Find a district").fill("قلعه نو")
    expect(page.locator(".districts tbody tr")).to_have_count(1)
    row.get_by_role("button").click()
    expect(page.get_by_test_id("panel").locator("h2")).to_have_text("Qala-e-Naw")


def test_the_provinces_are_sorted_by_any_column(look: Open) -> None:
    page = look("?at=2021-07-07")
    table = page.locator(".provinces")
    badghis = table.locator("tr[data-code=AF31]")
    expect(badghis).to_contain_text("Contested")
    expect(badghis).to_contain_text("All")
    expect(badghis).to_contain_text("7 Jul 2021")
    table.get_by_role("button", name="Since").click()
    expect(table.locator("th", has_text="Since")).to_have_attribute("aria-sort", "ascending")
    expect(table.locator("tbody tr").first).to_contain_text("2021")
