"""Does the panel of a district show its names, its past, and who says so?"""

from playwright.sync_api import expect

from tests.dashboard.conftest import Open


def test_it_shows_names_in_all_scripts_periods_and_claims_with_their_reports(look: Open) -> None:
    page = look("?at=2021-07-07&district=AF3101")
    panel = page.get_by_test_id("panel")
    expect(panel.locator(".names")).to_contain_text("قلعه نو")
    expect(panel.locator(".names")).to_contain_text("Qala-e-Naw")
    expect(panel.locator(".periods li", has_text="Contested")).to_contain_text("from 7 Jul 2021")
    claim = panel.locator(".claim", has_text="Hessamuddin Shams").first
    expect(claim).to_contain_text("Contested")
    expect(claim).to_contain_text("Confirmed")
    expect(claim).to_contain_text("Al Jazeera: Taliban attacks capital")
    link = panel.locator(".claim .cited a").first.get_attribute("href")
    assert (link or "").startswith("http")


def test_a_claim_on_the_whole_province_says_so(look: Open) -> None:
    page = look("?at=2021-07-07&district=AF3102")
    panel = page.get_by_test_id("panel")
    expect(panel.locator(".claim", has_text="on Badghis (6 districts)").first).to_be_visible()


def test_it_closes_and_leaves_the_day_as_it_was(look: Open) -> None:
    page = look("?at=2021-07-07&district=AF3101")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_test_id("panel")).to_be_hidden()
    assert page.url.endswith("?at=2021-07-07")


def test_an_unknown_district_is_told_and_the_map_stays(look: Open) -> None:
    page = look("?at=2021-07-07&district=AF9999")
    expect(page.get_by_test_id("trouble")).to_contain_text("can’t be shown")
    page.get_by_role("button", name="Show the latest state").click()
    expect(page.get_by_test_id("trouble")).to_be_hidden()
