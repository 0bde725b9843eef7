"""The pages that promise something name tests that there are, and leave no risk out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = {
    name: (ROOT / "docs" / name).read_text("utf-8") for name in ("security.md", "reliability.md")
}


@pytest.mark.parametrize(("page", "least"), [("security.md", 30), ("reliability.md", 10)])
def test_every_test_that_a_page_names_is_there(page: str, least: int) -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGES[page]))
    assert len(named) > least
    for file, name in named:
        text = (ROOT / file).read_text("utf-8")
        assert not name or f"def {name}(" in text, f"{file} has no {name}"


def test_every_risk_has_its_row() -> None:
    page = PAGES["security.md"]
    assert re.findall(r"^\| API(\d+) ", page, re.MULTILINE) == [str(n) for n in range(1, 11)]
