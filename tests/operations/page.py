"""The operator's page, whose commands the tests run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from app.db.install import find_or_install_postgres

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def blocks(heading: str, language: str = "sh") -> list[str]:
    """Give the blocks of a language that stand under a heading."""
    (section,) = re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", outside(), re.M | re.S)
    places = re.findall(r"\0(\d+)\0", section)
    found = [FENCED[int(place)] for place in places]
    return [text for name, text in found if name == language]


FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def outside() -> str:
    """Give the page with a number for each block: what stands in one is no heading."""
    numbers = iter(range(len(FENCED)))
    return re.sub(r"^```\w*\n.*?^```$", lambda _: f"\0{next(numbers)}\0", PAGE, flags=re.M | re.S)


def run(script: str, folder: Path, *prefix: str, **environment: str) -> str:
    """Run commands of the page in a folder, until one fails; give what they print."""
    postgres = find_or_install_postgres()
    path = f"{Path(sys.executable).parent}:{postgres.programs}:{os.environ['PATH']}"
    done = subprocess.run(
        [*prefix, "bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(folder)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout
