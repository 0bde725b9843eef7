"""Does the page on more than one machine name what is there?"""

import re
from pathlib import Path

import pytest

from bench.__main__ import BENCHES
from bench.beside import PGBOUNCER

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "scaling.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/\w[\w/]*\.py)`", PAGE))))
def test_what_is_named_as_a_test_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_the_commands_are_there() -> None:
    named = set(re.findall(r"python -m bench (\w+)", PAGE))
    assert named == {"steps", "simulation"} <= set(BENCHES)


def test_the_pooler_is_tried_as_it_is_told() -> None:
    told = PAGE.partition("```ini\n")[2].partition("```")[0]
    section = told.partition("[pgbouncer]\n")[2]
    lines = section.splitlines()
    assert lines
    assert all(line in PGBOUNCER for line in lines)
