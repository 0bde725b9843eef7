"""The clock of the service is set forward and back: what was recorded stays in order."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.polling.feed import serving
from tests.torture.scene import WORKERS, Scene

LIBRARIES = [
    library
    for folder in ("/usr/lib", "/usr/local/lib")
    for library in Path(folder).glob("**/faketime/libfaketimeMT.so.1")
]
STEP_S = 2.5


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """The file that tells the service's clock how far to be off."""
    file = tmp_path / "clock"
    file.write_text("+0")
    return file


@pytest.fixture
def misled(scene: Scene, clock: Path, tmp_path: Path) -> Iterator[Scene]:
    """A service whose clock reads what the file says, on the same database."""
    if not LIBRARIES:
        pytest.skip("install faketime, which sets the clock of one process")
    environment = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "NO_FAKE_STAT": "1",  # or each import is slow
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with serving(scene.settings, WORKERS, environment) as (port, supervisor):
        yield scene._replace(port=port, supervisor=supervisor, folder=tmp_path)


def test_the_clock_is_set_forward_and_back(misled: Scene, clock: Path) -> None:
    def mislead() -> None:
        for offset in ("+3600", "-3600"):
            clock.write_text(offset)
            time.sleep(STEP_S)

    misled.torture("clock set 1 h forward, then 2 h back", mislead)
