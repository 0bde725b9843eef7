"""How many answers per second does a server send? wrk asks on 16 connections."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

CONNECTIONS, SECONDS = 16, 3
SCRIPT = Path(__file__).parent / "wrk.lua"


class Pace(NamedTuple):
    """How a round is asked: what takes long, by few and for long."""

    connections: int = CONNECTIONS
    seconds: int = SECONDS


USUAL = Pace()


class WrkError(Exception):
    """wrk is not there, or what it asked for was refused."""


def rate(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    revision: int = 0,
    *,
    pace: Pace = USUAL,
) -> float:
    """Ask for a path again and again, and give the answers per second.

    `{at}` in the path is another instant in each request, `{time}` another time of day, and
    `{revision}` counts down from a number.
    Raises WrkError.
    """
    program = shutil.which("wrk")
    if program is None:
        raise WrkError("wrk was not found: install it (apt-get install wrk).")
    address = f"http://127.0.0.1:{port}"
    options = ["-t1", f"-c{pace.connections}", f"-d{pace.seconds}", "--timeout=30"]
    for name, value in (headers or {}).items():
        options += ["-H", f"{name}: {value}"]
    if "{" in path:
        command = [program, *options, f"-s{SCRIPT}", address, "--", path, str(revision)]
    else:
        command = [program, *options, address + path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found = re.search(r"Requests/sec: +([0-9.]+)", done.stdout)
    if found is None or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise WrkError(f"{path} on port {port}: {done.stdout.strip().splitlines()[-3:]}")
    return float(found[1])
