"""A service under torture: `make torture` runs these tests, for they take minutes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.cluster import Cluster
from app.db.engines import owner_engine
from app.db.migrate import migrate
from app.db.provision import SERVICE
from app.settings import Settings
from tests.conftest import settings_for
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.figures import FIGURES
from tests.torture.scene import WORKERS, Row, Scene

REPORT: list[Row] = []
HEADER = (
    "Fault", "writes", "reads", "stale", "oldest", "503", "cut off", "longest answer",
    "no reads", "no writes", "recovered",
)  # fmt: skip


@pytest.fixture(scope="session")
def report() -> list[Row]:
    """The lines of the report, which is printed at the end."""
    return REPORT


@pytest.fixture(scope="session")
def torture_home() -> Iterator[Path]:
    """The folder of the cluster."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def torture_settings(torture_home: Path) -> Iterator[Settings]:
    """The settings of a durable, migrated database."""
    with Cluster(torture_home, database="torture_test") as urls:
        settings = settings_for(*urls)
        migrate(owner_engine(settings), SERVICE)
        yield settings


@pytest.fixture(scope="session")
def scene(
    torture_settings: Settings, torture_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One service, which is to outlive all faults."""
    database, folder = Database(torture_home), tmp_path_factory.mktemp("theatres")
    with serving(torture_settings, WORKERS) as (port, supervisor):
        yield Scene(torture_settings, database, port, supervisor, folder, REPORT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the report, as a table for docs/reliability.md."""
    if REPORT:
        terminalreporter.write_line(f"\n| {' | '.join(HEADER)} |")
        terminalreporter.write_line(f"|---|{'--:|' * (len(HEADER) - 1)}")
    for row in REPORT:
        cells = (f"{cell:.1f} s" if isinstance(cell, float) else str(cell) for cell in row)
        terminalreporter.write_line(f"| {' | '.join(cells)} |")
    for what, figure in FIGURES:
        terminalreporter.write_line(f"| {what} | {figure} |")
