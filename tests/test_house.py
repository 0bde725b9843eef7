"""Does the code keep the rules of the house that no linter knows?"""

import ast
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("app", "migrations", "tests", "bench")
FILES = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
LONGEST_FILE, MEDIAN_FILE, LONGEST_FUNCTION = 300, 90, 40
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager"}
# A migration is one list of changes, in order, and is not written on.
WRITTEN_ON = [file for file in FILES if "versions" not in file.parts]
NAMES = [str(file.relative_to(ROOT)) for file in FILES]


def lines(file: Path) -> int:
    return len(file.read_text().splitlines())


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_no_file_is_too_long(file: Path) -> None:
    assert lines(file) <= LONGEST_FILE, "a noun is missing"


def test_most_files_are_short() -> None:
    assert median(lines(file) for file in FILES) <= MEDIAN_FILE


@pytest.mark.parametrize("file", WRITTEN_ON, ids=str)
def test_no_function_is_too_long(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines: a noun is missing"


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_no_file_is_a_junk_drawer(file: Path) -> None:
    assert not JUNK_DRAWERS.intersection([file.stem, *file.relative_to(ROOT).parent.parts])


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_sync_code_everywhere_but_where_something_is_awaited(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        # What a framework awaits is async though it awaits nothing: a lifespan, an ASGI `send`, a
        # dependency that is told when its route is done.
        asked_for = isinstance(node, ast.AsyncFunctionDef) and (
            node.decorator_list
            or [arg.arg for arg in node.args.args] == ["message"]
            or any(isinstance(inner, ast.Yield) for inner in ast.walk(node))
        )
        if isinstance(node, ast.AsyncFunctionDef) and not asked_for:
            awaits = (ast.Await, ast.AsyncFor, ast.AsyncWith)
            assert any(isinstance(inner, awaits) for inner in ast.walk(node)), node.name
