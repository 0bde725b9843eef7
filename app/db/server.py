"""How is a PostgreSQL server made, started, found running and stopped?"""

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.db.account import Account
from app.db.install import ClusterError, Postgres

START_SECONDS = 300  # recovery after an unclean stop may take a while
ORPHANS_SECONDS = 20  # processes of a killed server notice its death, and go
NO_SUCH_PID = 2**31 - 1
HBA = "local all all scram-sha-256\n"


class Server(NamedTuple):
    """One server: its data folder, its programs and the account that runs it."""

    data: Path
    postgres: Postgres
    account: Account

    def create(self, password: str, *, durable: bool) -> None:
        """Make the data folder; `password` is the superuser's. Its parent is the account's own."""
        password_file = self.data.parent / "superuser-password"
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        self.account.give(password_file)
        options = [
            *("--username=postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        ]
        if not durable:
            options.append("--no-sync")
        self._run("initdb", *options)
        password_file.unlink()
        (self.data / "pg_hba.conf").write_text(HBA)

    def start(self, settings: Mapping[str, str]) -> None:
        """Start it and wait until it takes connections. `settings` hold no blanks or quotes."""
        self._forget_stale_pid()
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = self.data / "server.log"
        until = time.monotonic() + ORPHANS_SECONDS
        while True:
            before = log.stat().st_size if log.exists() else 0
            try:
                return self._run(
                    "pg_ctl", "start", "-w", "-s", f"-t{START_SECONDS}", f"-l{log}", f"-o{options}"
                )
            except ClusterError:
                with suppress(OSError), log.open() as lines:
                    lines.seek(before)
                    said = lines.read()
                if "pre-existing shared memory" not in said or time.monotonic() > until:
                    fatal = [line for line in said.splitlines() if "FATAL" in line]
                    reason = fatal[-1] if fatal else f"{log} may tell why"
                    raise ClusterError(f"PostgreSQL did not start: {reason}.") from None
                time.sleep(0.2)

    def stop(self) -> None:
        """Stop it at once but cleanly: open transactions are rolled back."""
        self._run("pg_ctl", "stop", "-w", "-s", f"-t{START_SECONDS}", "-mfast")

    def socket_folder(self) -> Path | None:
        """Tell where it listens, waiting until it does. None: it is not running."""
        until = time.monotonic() + START_SECONDS
        while (pid := self._pid()) and self._is_ours(pid) and time.monotonic() < until:
            lines = self._pid_file()
            if len(lines) > 7 and lines[7].strip() == "ready":
                return Path(lines[4])
            time.sleep(0.05)
        return None

    def _forget_stale_pid(self) -> None:
        """Void a pid file that no server left open; its number may be another program's by now.

        The other lines stay: by them a new server finds what processes of a killed one still run.
        """
        file, lines = self.data / "postmaster.pid", self._pid_file()
        if len(lines) < 7:
            file.unlink(missing_ok=True)
        elif (pid := self._pid()) and not self._is_ours(pid):
            file.write_text("\n".join([str(NO_SUCH_PID), *lines[1:], ""]))

    def _pid_file(self) -> list[str]:
        with suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _pid(self) -> int | None:
        """The process that the pid file names, if there is such a process."""
        with suppress(ValueError, IndexError, ProcessLookupError, PermissionError):
            pid = int(self._pid_file()[0])
            os.kill(pid, 0)
            return pid
        return None

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is the server; without /proc the pid file is believed."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return not Path("/proc/self").exists()
        return str(self.data).encode() in words

    def _run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's programs on the data folder, away from our terminal."""
        done = subprocess.run(  # noqa: S603 - programs of PostgreSQL
            (
                *self.account.prefix,
                str(self.postgres.programs / program),
                f"-D{self.data}",
                *options,
            ),
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
            raise ClusterError(f"{program} failed: {reason}.")
