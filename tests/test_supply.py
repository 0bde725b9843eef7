"""What the service is made of: each dependency has its reason, an allowed licence, and is told."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
(REASONS,) = (ROOT / "docs" / "adr").glob("*-few-dependencies.md")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
DASHBOARD: dict[str, Any] = json.loads((ROOT / "frontend" / "package.json").read_text())
NPM_LOCK: dict[str, Any] = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
PINNED = set(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", LOCK, re.MULTILINE))

ALLOWED = {
    *("MIT", "MIT License", "0BSD", "ISC", "ISC License", "ISC License (ISCL)", "Zlib", "CC0-1.0"),
    *("BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0"),
    "LGPL-3.0-only",  # psycopg, which is used as it comes
}
"""Licences of what the service runs. None asks for more than a notice and unchanged sources."""

ELSEWHERE = {"colorama"}
"""Locked for other systems, and not installed here."""


def name_of(dependency: str) -> str:
    return re.split(r"[\[<>=]", dependency)[0]


def reasons(heading: str) -> set[str]:
    """Give the packages in the table below a heading."""
    section = REASONS.read_text("utf-8").split(f"\n{heading}\n\n")[1].split("\n\n")[0]
    firsts = [row.split("|")[1] for row in section.splitlines()[2:]]
    return {name for first in firsts for name in re.findall(r"`([^`]+)`", first)}


def test_each_dependency_has_its_reason() -> None:
    declared = PROJECT["project"]["dependencies"]
    assert reasons("The service runs") == {name_of(each) for each in declared}
    group = PROJECT["dependency-groups"]["dev"]
    assert reasons("Development") == {name_of(each) for each in group}
    assert reasons("Dashboard") == {*DASHBOARD["dependencies"], *DASHBOARD["devDependencies"]}
    extras = PROJECT["project"]["optional-dependencies"].values()
    for each in (name_of(dependency) for extra in extras for dependency in extra):
        assert re.search(f"^Extras: .*`{each}`", REASONS.read_text("utf-8"), re.MULTILINE), each


def licences(package: str) -> Iterator[str]:
    """Give the licences that an installed package names; each of several has to be allowed."""
    told: Any = metadata(package)
    expression = told.get("License-Expression")
    if expression is None:
        lines = (told.get("License") or "").splitlines()
        named = [c.split(" :: ")[-1] for c in told.get_all("Classifier") or () if "License" in c]
        expression = lines[0].strip() if lines else " AND ".join(named)
    yield from re.split(r" AND | OR ", expression.replace("(", " ").replace(")", " "))


def test_all_that_the_service_runs_has_an_allowed_licence() -> None:
    assert len(PINNED) > 30
    for package, _ in PINNED:
        try:
            named = {licence.strip() for licence in licences(package)}
        except PackageNotFoundError:
            assert package in ELSEWHERE
            continue
        assert named, package
        assert named <= ALLOWED, package


def test_all_that_the_dashboard_ships_has_an_allowed_licence() -> None:
    shipped = {name: each for name, each in NPM_LOCK["packages"].items() if not each.get("dev")}
    assert len(shipped) > len(DASHBOARD["dependencies"])
    assert {each["license"] for each in shipped.values()} <= ALLOWED


def make(target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_bill_of_materials_lists_what_is_locked() -> None:
    done = make("sbom")
    assert done.returncode == 0, done.stderr
    service, dashboard = (
        json.loads((ROOT / "dist" / f"{name}.cdx.json").read_text())
        for name in ("service", "dashboard")
    )
    for bill in (service, dashboard):
        assert bill["bomFormat"] == "CycloneDX"
        assert all(each["purl"].startswith("pkg:") for each in bill["components"])
    assert {(each["name"], each["version"]) for each in service["components"]} == PINNED
    assert {each["name"] for each in dashboard["components"]} == {
        name.rpartition("node_modules/")[2] for name in NPM_LOCK["packages"] if name
    }


def test_an_audit_that_could_not_ask_does_not_say_that_all_is_well() -> None:
    nowhere = "http://127.0.0.1:1"
    done = make("audit", HTTPS_PROXY=nowhere, HTTP_PROXY=nowhere, npm_config_fetch_retries="0")
    assert done.returncode != 0
    assert "Nothing is proven" in done.stderr
    assert "No known vulnerabilities" not in done.stdout + done.stderr
    # An index that knows none of the packages is no failure to pip-audit, unless it is strict.
    assert "pip-audit --strict" in make("audit", MAKEFLAGS="n").stdout
