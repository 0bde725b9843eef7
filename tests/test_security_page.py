"""The security page names tests that there are, and leaves none of the ten risks out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def test_every_test_that_it_names_is_there() -> None:
    assert len(NAMED) > 30
    for file, name in NAMED:
        text = (ROOT / file).read_text("utf-8")
        assert not name or f"def {name}(" in text, f"{file} has no {name}"


def test_every_risk_has_its_row() -> None:
    assert re.findall(r"^\| API(\d+) ", PAGE, re.MULTILINE) == [str(n) for n in range(1, 11)]
