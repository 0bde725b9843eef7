"""A service started as `make run` starts it, on a database of its own."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

ROOT = Path(__file__).parents[1]
CHECKS = ROOT / "clients" / "checks"
DAY = "2021-07-07"


class Service(NamedTuple):
    """Where the service answers, and the key that its first start printed."""

    address: str
    key: str

    @property
    def ogc(self) -> str:
        """Where a GIS begins."""
        return f"{self.address}/ogc"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, with the theatre of Afghanistan."""
    log = tmp_path_factory.mktemp("service") / "log"
    settings = {"FRONTLINE_HOME": str(tmp_path_factory.mktemp("home")), "FRONTLINE_PORT": "0"}
    command = [ROOT / ".venv/bin/frontline", "serve", "--load", ROOT / "data/afghanistan"]
    with (
        log.open("w") as written,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            env=os.environ | settings,
        ) as process,
    ):
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("fl_"):
                break
        found = re.search(r"Frontline: (http://\S+)", told)
        key = re.search(r"^(fl_\w+)$", told, re.MULTILINE)
        assert found, log.read_text()
        assert key, log.read_text()
        # The port takes requests before the workers are there to answer.
        httpx.get(f"{found[1]}/readyz", timeout=60).raise_for_status()
        yield Service(found[1], key[1])
        process.send_signal(signal.SIGINT)
