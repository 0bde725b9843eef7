"""The checklist of abstract tests leaves none out, and names only tests that exist."""

import re
from pathlib import Path

import pytest

from tests.ogc.conftest import Ask

HERE = Path(__file__).parent
CHECKLIST = (HERE.parents[1] / "docs" / "conformance.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\S+) \|(.*)\|$", CHECKLIST, re.MULTILINE)
CLASSES = [name.strip("*`") for name, _ in ROWS if name.startswith("**")]
TESTS = {name.strip("`"): test for name, test in ROWS if not name.startswith("**")}

# The standards' own numbers of abstract tests.
SIZES = {"core": 33, "geojson": 2, "oas30": 6, "crs": 10}
SIZES |= {"tiles-core": 7, "tileset": 2, "tilesets-list": 2, "geodata-tilesets": 3, "mvt": 1}


def test_what_is_claimed_is_what_is_listed(ask: Ask) -> None:
    assert sorted(ask("/ogc/conformance")["conformsTo"]) == sorted(CLASSES)


def test_no_abstract_test_is_left_out() -> None:
    counts = dict.fromkeys(SIZES, 0)
    for name in TESTS:
        counts[name.split("/")[2]] += 1
    assert counts == SIZES


@pytest.mark.parametrize("name", TESTS)
def test_each_abstract_test_has_a_test_of_ours(name: str) -> None:
    named = re.match(r"`(test_\w+\.py)::(test_\w+)`", TESTS[name].strip())
    assert named, f"{name} is not covered"
    assert f"def {named[2]}(" in (HERE / named[1]).read_text("utf-8")
