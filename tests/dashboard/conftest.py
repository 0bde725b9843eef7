"""A served dashboard and a browser that looks at it; whatever the browser complains of, fails."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.main import create_app
from app.settings import Settings

Serve = Callable[[Settings], AbstractContextManager[str]]
Open = Callable[..., Page]

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 15_000
"""Milliseconds; a machine that does much else is slow, and no failure."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def served(settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve the app on a port, 0 for a free one, and tell its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="critical", ws="none"))
    with socket.create_server(("127.0.0.1", port)) as listening:
        # Whoever asks before it has started waits in the queue of the socket.
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join()


def settle(page: Page) -> None:
    """Wait until all that the page asked for is shown."""
    expect(page.locator("main[aria-busy=false]")).to_be_visible()


@pytest.fixture(scope="package")
def address(afghanistan: Settings) -> Iterator[str]:
    with served(afghanistan) as address:
        yield address


@pytest.fixture
def serve() -> Serve:
    return served


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "Chromium was not found: `make test` installs it where apt-get can."
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses root; the pages are our own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: scripts that failed, contents that the policy refused."""
    return []


@pytest.fixture
def visit(browser: Browser, address: str, complaints: list[str]) -> Iterator[Open]:
    """Open the dashboard in a window of its own; answers that a test refuses are no complaints."""
    contexts = []

    def visit(query: str = "", *, at: str = address, width: int = 1440, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="UTC",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in ("error", "warning") and "Failed to load" not in said.text
                else None
            ),
        )
        page.goto(f"{at}/{query}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def look(visit: Open) -> Open:
    """Open the dashboard, and wait until all of it is there."""

    def look(query: str = "", **options: object) -> Page:
        page = visit(query, **options)
        expect(page.get_by_test_id("slider")).to_be_visible()
        settle(page)
        return page

    return look
