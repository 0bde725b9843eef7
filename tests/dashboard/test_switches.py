"""Do the switches switch: policy, set, language, colours; and do downloads hold what is shown?"""

from pathlib import Path

from playwright.sync_api import expect

from tests.dashboard.conftest import Open


def test_policy_and_set_change_the_counts(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.get_by_label("Claims that count").select_option("any")
    expect(page.locator(".buckets tr[data-status=contested] .count")).to_have_text("20")
    page.get_by_label("District set").select_option("afg-407")
    expect(page.get_by_test_id("coverage")).to_contain_text("of 407")
    assert "policy=any&set=afg-407" in page.url


def test_one_source_alone_can_be_asked(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.get_by_label("Claims that count").select_option("source:lwj")
    expect(page.locator(".buckets tr[data-status=taliban] .count")).not_to_have_text("171")


def test_dari_reads_from_right_to_left(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.get_by_label("Language").select_option("fa")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "fa-AF")
    expect(page.get_by_role("heading", name="خط مقدم")).to_be_visible()
    expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("۱۷۱")
    expect(page.get_by_test_id("day")).to_contain_text("سرطان")
    side = page.locator(".side").bounding_box()
    stage = page.locator(".stage").bounding_box()
    assert side
    assert stage
    assert side["x"] < stage["x"]


def test_dark_is_chosen_kept_and_follows_the_system_at_first(look: Open) -> None:
    page = look(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


DOWNLOADS = {
    "Statuses, CSV": (b"code,name,province", ".csv"),
    "Statuses, GeoJSON": (b'{"type":"FeatureCollection"', ".geojson"),
    "Counts over time, CSV": (b"at,status,count", ".csv"),
    "Map, SVG": (b"<svg", ".svg"),
    "Map, PNG": (b"\x89PNG", ".png"),
    "Chart, SVG": (b"<svg", ".svg"),
    "Chart, PNG": (b"\x89PNG", ".png"),
}


def test_what_is_shown_can_be_taken_away(look: Open) -> None:
    page = look("?at=2021-07-07")
    menu = page.get_by_test_id("downloads")
    for name, (begins, ending) in DOWNLOADS.items():
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        with page.expect_download() as taken:
            menu.get_by_text(name, exact=True).click()
        assert "2021-07-07" in taken.value.suggested_filename, name
        assert taken.value.suggested_filename.endswith(ending), name
        content = Path(taken.value.path()).read_bytes()
        assert content.startswith(begins), name
        if ending == ".svg":
            assert b"Afghanistan, 7 July 2021" in content, name
            assert b"OCHA COD-AB" in content, name


def test_published_figures_stand_on_the_chart_with_their_source(look: Open) -> None:
    page = look("?at=2021-07-07")
    expect(page.locator("#chart circle").first).to_be_visible()
    page.locator(".published summary").click()
    table = page.locator(".published table")
    expect(table.locator("tr").nth(3)).to_be_visible()
    assert table.locator("a").first.get_attribute("href")
