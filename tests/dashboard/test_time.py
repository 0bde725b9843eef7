"""Can a person go through time: with the slider, the keys, a link, and back?"""

import json
import re
from datetime import date

from playwright.sync_api import expect

from tests.dashboard.conftest import Open
from tests.dashboard.test_map import count


def test_the_slider_shows_each_day_at_once_and_links_to_it_when_let_go(look: Open) -> None:
    page = look("?at=2021-07-07")
    slider = page.get_by_test_id("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("day")).to_have_text("8 July 2021")
    assert "at=2021-07-08" in page.url
    page.keyboard.press("PageDown")
    expect(page.get_by_test_id("day")).to_have_text("1 July 2021")
    expect(slider).to_have_attribute("aria-valuetext", "1 July 2021")


def test_dragging_asks_the_service_for_nothing(look: Open) -> None:
    page = look("?at=2021-07-07")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.get_by_test_id("slider").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    days = set()
    for step in range(1, 30):
        page.mouse.move(box["x"] + 20 + step * 15, box["y"] + box["height"] / 2)
        days.add(page.get_by_test_id("day").inner_text())
    assert len(days) > 20
    assert asked == []
    with page.expect_request("**/status?at=*"):
        page.mouse.up()


def test_a_view_that_shows_the_same_day_asks_for_nothing_anew(look: Open) -> None:
    page = look("?at=2021-07-07")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Equal cells").click()
    page.locator(".map canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("pointed")).not_to_be_empty()
    assert [url for url in asked if "/v1/" in url] == []


def test_play_runs_and_pause_stops_it_on_a_day_that_is_in_the_link(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_test_id("day")).not_to_have_text("7 July 2021")
    page.get_by_role("button", name="Pause").click()
    at = re.search(r"at=(\d{4}-\d{2}-\d{2})", page.url)
    assert at
    assert at[1] > "2021-07-07"
    day = date.fromisoformat(at[1])
    expect(page.get_by_test_id("day")).to_have_text(f"{day.day} {day:%B %Y}")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_link_shows_the_same_to_another_person(look: Open) -> None:
    page = look("?at=2021-07-08&policy=any&set=afg-398&district=AF3101&known_at=2021-07-20")
    expect(page.get_by_test_id("day")).to_have_text("8 July 2021")
    expect(page.get_by_test_id("coverage")).to_contain_text("of 398")
    expect(page.get_by_test_id("panel").locator("h2")).to_have_text("Qala-e-Naw")
    expect(page.get_by_test_id("known-at")).to_have_value("2021-07-20")
    expect(page.get_by_label("Claims that count")).to_have_value("any")


def test_back_and_forward_work(look: Open) -> None:
    page = look("?at=2021-07-07")
    page.get_by_role("button", name="Next day with changes").click()
    expect(page.get_by_test_id("day")).to_have_text("8 July 2021")
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".districts")).to_be_visible()
    page.go_back()
    expect(page.locator(".map")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("day")).to_have_text("7 July 2021")
    page.go_forward()
    expect(page.get_by_test_id("day")).to_have_text("8 July 2021")


def test_the_day_of_badghis_is_told_from_the_dashboard_alone(look: Open) -> None:
    def capital(query: str) -> str:
        page = look(f"?district=AF3101&{query}")
        return page.get_by_test_id("now").locator(".chip").inner_text()

    assert capital("at=2021-07-06") == "Not assessed"
    assert capital("at=2021-07-07") == "Contested"
    assert capital("at=2021-07-08") == "Contested"
    assert capital("at=2021-07-08&policy=any") == "Government"
    assert capital("at=2021-07-08&known_at=2021-07-06") == "Not assessed"


def test_the_word_of_which_source_decides_is_told(look: Open) -> None:
    page = look("?at=2021-07-07&known_at=2021-07-08&district=AF3107")
    says = page.get_by_test_id("says")
    expect(says).to_contain_text("Hessamuddin Shams")
    expect(says).to_contain_text("Al Jazeera")
    deciding = page.locator(".claim[aria-current=true]")
    expect(deciding).to_contain_text("decides the status shown")
    expect(deciding).to_contain_text("every district outside the capital is lost")


def test_what_was_known_then_is_another_count(look: Open) -> None:
    page = look("?at=2021-07-06")
    page.get_by_role("button", name="That day").click()
    expect(page.get_by_test_id("known-at")).to_have_value("2021-07-06")
    expect(page.locator(".buckets tr[data-status=taliban] .count")).to_have_text("153")
    assert count(page, "not_assessed") == "247"
    page.get_by_role("button", name="Now", exact=True).click()
    expect(page.locator(".buckets tr[data-status=taliban] .count")).not_to_have_text("153")


def test_the_runs_say_what_the_status_says_on_each_day(look: Open) -> None:
    page = look()
    differing = page.evaluate("""async () => {
        const get = async (path) => (await fetch('/v1/theatres/AF/' + path)).json();
        const series = await get('status/series?from=2021-06-01&to=2021-09-01&policy=any');
        const wrong = [];
        for (let day = 0; day < 92; day += 13) {
            const at = new Date(Date.UTC(2021, 5, 1 + day)).toISOString().slice(0, 10);
            const { items } = await get('status?policy=any&at=' + at);
            const shown = new Map(items.map((item) => [item.code, item]));
            for (const { code, runs } of series.items) {
                const [, status, possible] = runs.filter(([from]) => from <= day).at(-1);
                const names = series.statuses.filter((_, i) => possible & (1 << i)).join();
                const item = shown.get(code);
                if (item.status !== series.statuses[status] || item.possible.join() !== names)
                    wrong.push([at, code]);
            }
        }
        return wrong;
    }""")
    assert differing == [], json.dumps(differing)
