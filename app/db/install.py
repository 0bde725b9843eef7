"""Which PostgreSQL with PostGIS does this machine have, and how does it get one?"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OLDEST_MAJOR = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PostgreSQL's own RPMs
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)
EXTENSIONS = ("postgis", "pg_trgm")
PACKAGES = ("postgresql", "postgresql-postgis")
# Debian's packages would make and start a cluster of their own on the usual port.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/frontline.conf")


class ClusterError(Exception):
    """The embedded database can't run here; the message says what to do about it."""


class Postgres(NamedTuple):
    """One installed PostgreSQL: the folder of its programs, and its major version."""

    programs: Path
    major: int


def find_postgres(major: int | None = None) -> Postgres | None:
    """Find the newest PostgreSQL that has PostGIS, or the one of `major`. None: there is none."""
    found = [one for one in _installed() if one.major >= OLDEST_MAJOR and _has_extensions(one)]
    if major is not None:
        found = [one for one in found if one.major == major]
    return max(found, key=lambda one: one.major, default=None)


def find_or_install_postgres() -> Postgres:
    """Find PostgreSQL with PostGIS; on Debian and Ubuntu install it. ClusterError: neither."""
    found = find_postgres()
    if found is None and shutil.which("apt-get"):
        _install_with_apt()
        found = find_postgres()
    if found is None:
        raise ClusterError(
            f"PostgreSQL {OLDEST_MAJOR} or later with PostGIS was not found: install both, set"
            " FRONTLINE_DATABASE_URL to a database that has them, or run `docker compose up`."
        )
    return found


def _installed() -> Iterator[Postgres]:
    """Every PostgreSQL server here, in the known places and on the PATH."""
    folders = [path for place in PLACES for path in Path("/").glob(place.lstrip("/"))]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in dict.fromkeys(folders):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            version = re.search(r"\) (\d+)", _output(folder / "postgres", "--version"))
            if version:
                yield Postgres(folder, int(version[1]))


def _has_extensions(postgres: Postgres) -> bool:
    shared = Path(f"/usr/share/postgresql/{postgres.major}")
    if (postgres.programs / "pg_config").exists():
        shared = Path(_output(postgres.programs / "pg_config", "--sharedir").strip())
    return all((shared / "extension" / f"{name}.control").exists() for name in EXTENSIONS)


def _output(*command: str | Path) -> str:
    try:
        return subprocess.run(  # noqa: S603 - programs of PostgreSQL, fixed arguments
            command, capture_output=True, text=True, check=True, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _install_with_apt() -> None:
    """Install the packages as root, or through sudo, which may ask for a password."""
    sudo: tuple[str, ...] = ()
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            return
        sudo = ("sudo",) if sys.stdin.isatty() else ("sudo", "-n")
    print("Installing PostgreSQL and PostGIS with apt-get …", file=sys.stderr, flush=True)
    apt = (*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
    lock = ("-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0")
    steps: list[tuple[tuple[str, ...], str]] = [
        ((*apt, *lock, "update"), ""),
        ((*apt, *lock, "install", "--yes", "--no-install-recommends", *PACKAGES), ""),
    ]
    if not Path("/usr/share/postgresql-common").exists():
        steps[1:1] = [
            ((*sudo, "mkdir", "--parents", str(NO_MAIN_CLUSTER.parent)), ""),
            ((*sudo, "tee", str(NO_MAIN_CLUSTER)), "create_main_cluster = false\n"),
        ]
        steps.append(((*sudo, "rm", str(NO_MAIN_CLUSTER)), ""))
    for command, text in steps:
        _run_step(command, text)


def _run_step(command: tuple[str, ...], text: str) -> None:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        command, input=text or None, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise ClusterError(
            f"PostgreSQL could not be installed with apt-get ({reason}): install"
            f" {' and '.join(PACKAGES)}, or run `docker compose up`."
        )
