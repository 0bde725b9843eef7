"""Where is it measured? On a throw-away cluster, and on a machine that the result has to name."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import URL, Engine

from app.db.cluster import Cluster
from app.db.engines import owner_engine
from app.db.migrate import migrate
from app.db.provision import SERVICE
from app.settings import Settings


@contextmanager
def databases(names: list[str], *, durable: bool = False) -> Iterator[list[Settings]]:
    """Make an empty, migrated database of each name; they end with the `with`.

    `durable`: a commit waits for the disk, as it does in earnest.
    """
    with tempfile.TemporaryDirectory(prefix="frontline-bench-") as home, ExitStack() as running:
        made = []
        for name in names:
            cluster = Cluster(Path(home), database=name, durable=durable)
            owner_url, service_url = running.enter_context(cluster)
            settings = Settings(
                owner_database_url=_secret(owner_url), database_url=_secret(service_url)
            )
            migrate(owner_engine(settings), SERVICE)
            made.append(settings)
        yield made


def machine(engine: Engine) -> str:
    """Say in one line what it was measured on."""
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        buffers = connection.exec_driver_sql("SHOW shared_buffers").scalar_one()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"PostgreSQL {version.split()[0]} ({buffers} of shared buffers), {os.cpu_count()} cores"
        f" ({_processor()}), {memory:.0f} GB, {platform.system()}"
    )


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _secret(url: URL) -> SecretStr:
    return SecretStr(url.render_as_string(hide_password=False))
