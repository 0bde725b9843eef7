"""Does the embedded cluster start whatever happened before, and does the last one out stop it?"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from app.db.cluster import Cluster
from app.db.install import ClusterError

USER = """
import sys, time
from pathlib import Path
from app.db.cluster import Cluster
with Cluster(Path(sys.argv[1]), durable=False):
    print("in", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="frontline-") as folder:
        yield Path(folder) / "home"


def cluster(home: Path) -> Cluster:
    return Cluster(home, durable=False)


def ask(url: URL, statement: str) -> object:
    """Run one statement; its first value, or None for one that gives no rows."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_pid(home: Path) -> int:
    return int((home / "cluster/data/postmaster.pid").read_text().splitlines()[0])


def is_running(home: Path) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(server_pid(home), 0)
        return True
    return False


def test_a_second_start_is_quick_and_keeps_the_data(home: Path) -> None:
    with cluster(home) as urls:
        ask(urls.owner_url, "CREATE TABLE kept AS SELECT 1 AS one")
    assert not is_running(home)
    began = time.monotonic()
    with cluster(home) as urls:
        assert time.monotonic() - began < 5
        assert ask(urls.owner_url, "SELECT one FROM kept") == 1


def test_one_that_was_killed_is_started_again_where_it_ran(home: Path) -> None:
    kept = cluster(home)
    with kept as urls:
        ask(urls.owner_url, "SET synchronous_commit = on; CREATE TABLE kept AS SELECT 1 AS one")
        assert not kept.start_again()
        os.kill(server_pid(home), signal.SIGKILL)
        until = time.monotonic() + 10  # a killed process takes a moment to be gone
        while not kept.start_again():
            assert time.monotonic() < until
        assert ask(urls.owner_url, "SELECT one FROM kept") == 1
    assert not is_running(home)


def test_the_database_is_as_promised(home: Path) -> None:
    with cluster(home) as urls:
        for setting, value in {
            "data_checksums": "on",
            "listen_addresses": "",
            "password_encryption": "scram-sha-256",
            "server_encoding": "UTF8",
            "TimeZone": "UTC",
        }.items():
            assert ask(urls.service_url, f"SHOW {setting}") == value
        assert ask(urls.service_url, "SELECT datcollate FROM pg_database LIMIT 1") == "C.UTF-8"
        assert ask(urls.service_url, "SELECT count(*) FROM pg_roles WHERE rolsuper") == 1
        assert ask(urls.service_url, "SELECT postgis_lib_version()")
        assert "***" in repr(urls)
        with pytest.raises(psycopg.OperationalError, match="password"):
            ask(urls.service_url.set(password=""), "SELECT 1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(urls.service_url, "CREATE TABLE mine ()")
    assert (home / "cluster/passwords.json").stat().st_mode & 0o777 == 0o600


def test_only_throw_away_clusters_may_lose_what_was_acknowledged(home: Path) -> None:
    with cluster(home) as urls:
        assert ask(urls.service_url, "SHOW fsync") == "off"
    with Cluster(home) as urls:
        assert ask(urls.service_url, "SHOW fsync") == "on"


def test_it_runs_below_a_folder_that_is_closed_to_others(home: Path) -> None:
    assert home.parent.stat().st_mode & 0o777 == 0o700
    with cluster(home):
        process = Path(f"/proc/{server_pid(home)}")
        assert process.stat().st_uid != 0


def test_two_users_share_it_and_the_last_one_out_stops_it(home: Path) -> None:
    with cluster(home):
        first = server_pid(home)
        with cluster(home) as urls:
            assert server_pid(home) == first
        assert is_running(home)
        assert ask(urls.service_url, "SELECT 1") == 1
    assert not is_running(home)


def test_a_failure_inside_stops_it_too(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), cluster(home):
        _ = 1 / 0
    assert not is_running(home)


def test_a_pid_file_that_names_another_process_is_stale(home: Path) -> None:
    stale = home / "cluster/data/postmaster.pid", home / "run/.s.PGSQL.5432.lock"
    with cluster(home):
        texts = [file.read_text() for file in stale]
    for file, text in zip(stale, texts, strict=True):
        _, rest = text.split("\n", 1)
        file.write_text(f"{os.getpid()}\n{rest}")
    with cluster(home) as urls:
        assert ask(urls.service_url, "SELECT 1") == 1


def test_a_pid_file_that_was_cut_off_is_stale(home: Path) -> None:
    with cluster(home):
        pass
    (home / "cluster/data/postmaster.pid").write_text("")
    with cluster(home) as urls:
        assert ask(urls.service_url, "SELECT 1") == 1


def test_it_recovers_from_a_killed_server(home: Path) -> None:
    with Cluster(home) as urls:
        ask(urls.owner_url, "CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(server_pid(home), signal.SIGKILL)
    with Cluster(home) as urls:
        assert ask(urls.owner_url, "SELECT one FROM kept") == 1


def test_a_server_that_outlived_its_user_is_adopted(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", USER, home], stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"in\n"
        user.kill()
    assert is_running(home)
    orphan = server_pid(home)
    with cluster(home) as urls:
        assert server_pid(home) == orphan
        assert ask(urls.service_url, "SELECT 1") == 1
    assert not is_running(home)


def test_a_cluster_that_was_half_made_is_made_anew(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", USER, home], stdout=subprocess.PIPE) as user:
        until = time.monotonic() + 20
        while not list(home.glob("making-*/data/*")) and time.monotonic() < until:
            time.sleep(0.01)
        user.kill()
    assert list(home.glob("making-*"))
    assert not (home / "cluster").exists()
    with cluster(home) as urls:
        assert ask(urls.service_url, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_private_folder(home: Path) -> None:
    long = home / ("long" * 30)
    with cluster(long) as urls:
        folder = Path(str(urls.service_url.query["host"]))
        assert not folder.is_relative_to(home)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert ask(urls.service_url, "SELECT 1") == 1
    assert not folder.exists()


def test_blanks_and_commas_in_the_path_do_no_harm(home: Path) -> None:
    with cluster(home / "a folder, with names") as urls:
        assert ask(urls.service_url, "SELECT 1") == 1


def test_data_of_a_version_that_is_not_installed_is_left_alone(home: Path) -> None:
    with cluster(home):
        pass
    (home / "cluster/data/PG_VERSION").write_text("99\n")
    with pytest.raises(ClusterError, match="PostgreSQL 99"), cluster(home):
        pass
