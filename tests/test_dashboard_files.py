"""Are the dashboard's built files those of its source, small, and free to be shipped?"""

import filecmp
import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "frontend"
BUILT = ROOT / "app" / "web" / "dashboard"
PROGRAMS = ROOT / ".venv" / "bin"
LOCK = json.loads((SOURCE / "package-lock.json").read_text())
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dashboard")
    env = os.environ | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
    for command in (["tsc", "--noEmit"], ["vite", "build", "--outDir", str(out), "--emptyOutDir"]):
        program = SOURCE / "node_modules" / ".bin" / command[0]
        done = subprocess.run(
            [program, *command[1:]],
            cwd=SOURCE,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_built_files_are_those_of_the_source(rebuilt: Path) -> None:
    names = {str(file.relative_to(rebuilt)) for file in rebuilt.rglob("*") if file.is_file()}
    there = {str(file.relative_to(BUILT)) for file in BUILT.rglob("*") if file.is_file()}
    assert names == there, "run `make frontend`"
    _, differ, missing = filecmp.cmpfiles(rebuilt, BUILT, names, shallow=False)
    assert (differ, missing) == ([], []), "run `make frontend`"


def test_the_script_is_small() -> None:
    scripts = list(BUILT.rglob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(file.read_bytes())) for file in scripts) <= MOST_BYTES


def test_the_lock_has_hashes_and_names_no_registry() -> None:
    packages = {name: pin for name, pin in LOCK["packages"].items() if name}
    assert packages
    assert all(pin["integrity"].startswith("sha512-") for pin in packages.values())
    assert not any("resolved" in pin for pin in packages.values())


def test_the_licences_of_all_that_is_bundled_come_along() -> None:
    licences = (BUILT / "LICENSES.txt").read_text()
    notice = (ROOT / "NOTICE").read_text().lower()
    for name, pin in LOCK["packages"].items():
        if name and not pin.get("dev"):
            package = name.removeprefix("node_modules/")
            assert f"{package} {pin['version']}\n" in licences
            assert package.split("/")[0].strip("@").removesuffix("js") in notice, package
