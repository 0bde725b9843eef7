"""Do the container files and the locks keep what they promise? They are read here, not run."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def test_each_step_waits_for_the_one_before() -> None:
    assert "pg_isready" in SERVICES["database"]["healthcheck"]["test"]
    conditions = {
        name: {other: how["condition"] for other, how in service["depends_on"].items()}
        for name, service in SERVICES.items()
        if "depends_on" in service
    }
    assert conditions == {
        "migrate": {"database": "service_healthy"},
        "load": {"migrate": "service_completed_successfully"},
        "api": {"load": "service_completed_successfully"},
    }


def test_no_password_stands_in_the_files() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in re.findall(r"PASSWORD: (.*)|://\w+:(.*)@", text):
        assert re.fullmatch(
            r"\$\{FRONTLINE_\w+_PASSWORD:\?[^}]*\}|\$\{POSTGRES_PASSWORD:\?[^}]*\}", "".join(secret)
        )
    named = set(re.findall(r"\$\{(\w+):\?", text))
    example = (ROOT / ".env.example").read_text()
    assert named == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))


def test_the_api_has_several_workers_and_no_address_of_the_owner() -> None:
    api = SERVICES["api"]
    assert api["environment"]["FRONTLINE_WORKERS"] == "${FRONTLINE_WORKERS:-4}"
    assert "FRONTLINE_OWNER_DATABASE_URL" not in api["environment"]
    assert api["cap_drop"] == ["ALL"]
    assert api["read_only"] is True
    assert "build" in api


def test_the_data_is_in_a_named_volume() -> None:
    assert "database" in COMPOSE["volumes"]
    assert "database:/var/lib/postgresql/data" in SERVICES["database"]["volumes"]


def test_what_compose_mounts_and_docker_copies_is_there() -> None:
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
    ]
    assert all((ROOT / path).exists() for path in mounted if path.startswith("./"))
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / path).exists() for path in kept)


def test_the_image_is_built_in_stages_and_runs_without_root() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert "--require-hashes" in stages[0]
    assert "COPY --from=build" in stages[1]
    assert re.findall(r"^USER (.+)$", stages[-1], re.MULTILINE) == ["frontline"]
    assert "HEALTHCHECK" in stages[-1]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_version_has_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.split(r"\n(?=[a-z])", text.strip())
    assert all("--hash=sha256:" in pin and "==" in pin for pin in pins)
    assert "://" not in text
    assert "--index" not in text


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [(LOCKS[0], project["project"]["dependencies"])]
    asked += [(LOCKS[1], project["project"]["dependencies"] + project["dependency-groups"]["dev"])]
    for lock, wanted in asked:
        pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
        names = {re.split(r"[\[<>=]", dependency)[0] for dependency in wanted}
        assert names <= pinned


def test_both_locks_pin_the_same_versions() -> None:
    runtime, dev = (
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in LOCKS
    )
    assert runtime.items() <= dev.items()


def test_make_lists_every_target_that_is_meant_for_people() -> None:
    makefile = (ROOT / "Makefile").read_text()
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert {"run", "test", "check", "migrate", "load", "bench", "openapi", "lock"} <= listed


def test_every_commit_is_tried_by_what_contributors_run() -> None:
    commands = re.findall(r"^make (\S+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert commands == ["check", "test", "test-clients"]
    told = (ROOT / "CONTRIBUTING.md").read_text()
    assert all(f"`make {command}`" in told for command in commands)
