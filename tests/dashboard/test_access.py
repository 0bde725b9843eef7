"""Can everybody use it: with a screen reader, the keys alone, other colours, less motion?"""

import re
import tomllib
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.dashboard.conftest import AXE, Open

ROOT = Path(__file__).parents[2]
VIEWS = [
    "?at=2021-07-07",
    "?at=2021-07-07&district=AF3101",
    "?at=2021-07-07&view=cells",
    "?at=2021-07-07&view=table",
    "?at=2021-07-07&lang=fa&district=AF3101",
]
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIMULATIONS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TOLD_APART = 15
"""CIE 1976 distance above which two areas are told apart at a glance."""


RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def violations(page: Page, rules: object) -> list[tuple[str, str, str]]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options)", options)
    return [
        (one["id"], node["html"][:120], node["failureSummary"])
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("query", VIEWS)
def test_axe_finds_nothing(look: Open, query: str, width: int) -> None:
    page = look(query, width=width)
    if "table" in query:
        page.get_by_label("Find a district").fill("Badghis")  # its rows are like all others
    page.evaluate(AXE.read_text())
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    page.locator("html[data-theme=dark]").wait_for()
    assert violations(page, CONTRAST) == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("query", ["?at=2021-07-07", "?at=2021-09-12"])  # September is the longest
def test_nothing_is_wider_than_the_window(look: Open, query: str, width: int) -> None:
    page = look(query, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_is_reached_by_the_keys(look: Open) -> None:
    page = look("?at=2021-07-07")
    focused = "document.activeElement.dataset.testid ?? document.activeElement.tagName"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(focused))
    assert {"slider", "play", "latest", "known-at", "theme", "CANVAS", "SUMMARY"} <= reached


def test_less_motion_is_kept_to(look: Open) -> None:
    page = look(reduced_motion="reduce")
    running = page.evaluate(
        "document.getAnimations().filter((a) => a.playState === 'running').length"
    )
    assert running == 0


def lab(colour: str, matrix: tuple[tuple[float, ...], ...] | None) -> tuple[float, float, float]:
    rgb = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    if matrix:
        linear = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in matrix]
    r, g, b = (min(max(c, 0.0), 1.0) for c in linear)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("sight", ["usual", *SIMULATIONS])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_colours_are_told_apart_by_the_colour_blind(sight: str, theme: int) -> None:
    scale = tomllib.loads((ROOT / "data/afghanistan/theatre.toml").read_text())["statuses"]
    inks = (ROOT / "frontend/src/map/colours.ts").read_text()
    neutral = re.findall(r'notAssessed: "(#\w{6})"', inks)[theme]
    seen = {s["id"]: lab(s["colour"], SIMULATIONS.get(sight)) for s in scale}
    seen["not_assessed"] = lab(neutral, SIMULATIONS.get(sight))
    for one, other in combinations(seen, 2):
        assert dist(seen[one], seen[other]) > TOLD_APART, (one, other)
