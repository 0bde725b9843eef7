"""A served dashboard and a browser that looks at it; whatever the browser complains of, fails."""

import shutil
import threading
import time
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
READY = "[data-ready]"


@contextmanager
def served(settings: Settings, port: int = 0) -> Iterator[str]:
    """Serve the app on a port, 0 for a free one, and tell its address."""
    config = uvicorn.Config(create_app(settings), port=port, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    server.force_exit = True
    thread.join()


@pytest.fixture(scope="package")
def address(afghanistan: Settings) -> Iterator[str]:
    with served(afghanistan) as address:
        yield address


@pytest.fixture
def serve() -> Serve:
    return served


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "install chromium"
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
    """Open the dashboard, and wait until its map is drawn."""

    def look(query: str = "", **options: object) -> Page:
        page = visit(query, **options)
        expect(page.locator(READY)).to_be_visible()
        expect(page.get_by_test_id("slider")).to_be_visible()
        return page

    return look
