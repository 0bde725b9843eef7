"""Which operating-system account runs the embedded PostgreSQL, which refuses to run as root?"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from app.db.install import ClusterError

PACKAGED_ACCOUNT = "postgres"  # every package of PostgreSQL makes it
# Tried in turn: the account may need help to pass a closed folder such as /root (mode 0700).
CAPABILITIES = ("", "+dac_read_search", "+dac_override")


class Account(NamedTuple):
    """A user and group id, and the words that stand before a command to run it as this user."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def give(self, path: Path) -> None:
        """Make the account the owner of `path`."""
        os.chown(path, self.uid, self.gid)


def choose_account(home: Path, data: Path) -> Account:
    """Choose the owner of `data`; before there is one, ourselves, or for root the package's user.

    `home` is a folder that the account must be able to pass. ClusterError: there is no such user.
    """
    made = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if made and made.st_uid != os.geteuid():
            raise ClusterError(
                f"{data} belongs to user {made.st_uid}: run the command as that user, or set"
                " FRONTLINE_HOME to a folder of your own."
            )
        return Account(os.geteuid(), os.getegid())
    if made:
        return _reaching(home, Account(made.st_uid, made.st_gid))
    try:
        packaged = pwd.getpwnam(PACKAGED_ACCOUNT)
    except KeyError:
        raise ClusterError(
            f"PostgreSQL does not run as root and there is no user `{PACKAGED_ACCOUNT}`: make one,"
            " or run the command as an ordinary user."
        ) from None
    return _reaching(home, Account(packaged.pw_uid, packaged.pw_gid))


def _reaching(home: Path, account: Account) -> Account:
    """Add the least capability with which the account gets to `home`."""
    if account.uid == 0 or not shutil.which("setpriv"):
        raise ClusterError(
            "PostgreSQL does not run as root: run the command as an ordinary user, or install"
            " setpriv (of util-linux)."
        )
    for capability in CAPABILITIES:
        extra = (f"--inh-caps={capability}", f"--ambient-caps={capability}") if capability else ()
        prefix = (
            "setpriv",
            f"--reuid={account.uid}",
            f"--regid={account.gid}",
            "--clear-groups",
            *extra,
            "--",
        )
        reached = subprocess.run(  # noqa: S603 - fixed arguments
            (*prefix, "stat", f"{home}/."), capture_output=True, check=False
        )
        if reached.returncode == 0:
            return account._replace(prefix=prefix)
    raise ClusterError(
        f"User {account.uid} runs PostgreSQL but can't get to {home}: set FRONTLINE_HOME to a"
        " folder whose parents are open to it, such as /var/lib/frontline."
    )
