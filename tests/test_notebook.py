"""The notebook in the documentation runs, and finds what the README tells."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from app.main import create_app
from app.settings import Settings

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.py"


@pytest.fixture
def address(afghanistan: Settings) -> Iterator[str]:
    """The address of a service that listens."""
    server = uvicorn.Server(uvicorn.Config(create_app(afghanistan), port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    ((socket, *_),) = (listener.sockets for listener in server.servers)
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_it_runs_and_counts_what_the_readme_counts(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(NOTEBOOK), address])
    found = runpy.run_path(str(NOTEBOOK))
    assert found["counts"]["taliban"] == 170
    assert found["counted"]["count"].sum() == 421
    assert len(found["drawn"]) == 400
    assert found["by_month"].index[-1].strftime("%Y-%m") == "2021-09"
    assert "CC-BY-4.0" in capsys.readouterr().out
