"""Does the command do what it says, fail with one sentence, and stop without a trace?"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.settings import Settings

FRONTLINE = (sys.executable, "-m", "app.cli")


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """An environment with an embedded database of its own, already migrated."""
    with tempfile.TemporaryDirectory(prefix="frontline-") as home:
        environment = {"PATH": os.environ["PATH"], "FRONTLINE_HOME": home, "FRONTLINE_PORT": "0"}
        assert run(environment, "migrate").returncode == 0
        yield environment


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*FRONTLINE, *words), env=environment, capture_output=True, text=True, check=False
    )


def refusal(environment: dict[str, str], *words: str) -> str:
    """The one sentence on stderr of a command that fails."""
    done = run(environment, *words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def secret(settings: Settings, name: str) -> str:
    value = getattr(settings, name).get_secret_value()
    assert isinstance(value, str)
    return value


def test_a_key_stands_alone_on_the_last_line_and_can_be_revoked(
    environment: dict[str, str],
) -> None:
    words = ("keys", "create", "--name", "desk", "--scope", "claims:write", "--scope", "admin")
    made = run(environment, *words, "--days", "7")
    assert re.fullmatch(r"[A-Za-z0-9_]{50,}", made.stdout.splitlines()[-1])
    listed = run(environment, "keys", "list").stdout
    assert made.stdout.strip() not in listed
    assert "valid until" in listed
    (key_id,) = re.findall(r"k_\w{12}", listed)
    assert run(environment, "keys", "revoke", key_id).returncode == 0
    assert "revoked" in run(environment, "keys", "list").stdout
    assert "There is no key" in run(environment, "keys", "revoke", "k_unknown").stderr


def test_migrating_again_changes_nothing(environment: dict[str, str]) -> None:
    assert run(environment, "migrate").returncode == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_until_it_is_told_to_stop(
    environment: dict[str, str], stop: signal.Signals
) -> None:
    server = subprocess.Popen(
        (*FRONTLINE, "serve"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        try:
            assert server.stdout is not None
            address = re.search(r"http://\S+", server.stdout.readline())
            assert address is not None
            with urlopen(f"{address[0]}/openapi.json", timeout=20) as answer:
                assert json.load(answer)["openapi"].startswith("3.")
                assert answer.headers["server"] is None
            assert run(environment, "keys", "list").returncode == 0
        finally:
            server.send_signal(stop)
        assert server.wait(timeout=20) == 0
    assert not (Path(environment["FRONTLINE_HOME"]) / "cluster/data/postmaster.pid").exists()


def test_a_port_in_use_is_told(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refusal(environment | {"FRONTLINE_PORT": port}, "serve")


@pytest.mark.parametrize("words", [("migrate",), ("keys", "list"), ("serve", "--load", "data")])
def test_what_needs_the_owner_says_so(settings: Settings, words: tuple[str, ...]) -> None:
    environment = {
        "FRONTLINE_DATABASE_URL": secret(settings, "database_url"),
        "FRONTLINE_PORT": "0",
    }
    assert "FRONTLINE_OWNER_DATABASE_URL is not set" in refusal(environment, *words)


def test_serving_as_the_owner_is_refused(settings: Settings) -> None:
    environment = {
        "FRONTLINE_DATABASE_URL": secret(settings, "owner_database_url"),
        "FRONTLINE_PORT": "0",
    }
    assert "must own nothing" in refusal(environment, "serve")


def test_a_database_out_of_reach_is_told_without_its_password() -> None:
    url = "postgresql://frontline:hush@127.0.0.1:1/frontline"
    said = refusal({"FRONTLINE_OWNER_DATABASE_URL": url}, "migrate")
    assert "can't be reached" in said
    assert "hush" not in said


def test_a_setting_that_does_not_fit_is_told() -> None:
    assert "FRONTLINE_PORT" in refusal({"FRONTLINE_PORT": "http"}, "serve")


def test_debugging_shows_the_traceback() -> None:
    environment = {"FRONTLINE_PORT": "http", "FRONTLINE_LOG_LEVEL": "debug"}
    assert "Traceback" in run(environment, "serve").stderr
