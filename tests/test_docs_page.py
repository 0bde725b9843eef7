"""Do the served pages find all that they need in this service, and nowhere else?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

WEB = Path(__file__).parents[1] / "app" / "web"
VENDOR = WEB / "vendor"
OURS = [file for file in sorted(WEB.rglob("*")) if file.is_file() and VENDOR not in file.parents]
PAGES = [file for file in OURS if file.suffix == ".html"]
REFERENCE = re.compile(r"""<(?:link|script|img)[^>]*?(?:href|src)=["']([^"']+)""")
NAMESPACES = {"http://www.w3.org/"}


def references(page: Path) -> list[str]:
    found = REFERENCE.findall(page.read_text())
    return [reference for reference in found if not reference.startswith(("data:", "/v1/"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_loads_is_there(page: Path) -> None:
    assert references(page), "a page without a script shows nothing"
    for reference in references(page):
        assert reference.startswith("/web/"), reference
        assert (WEB / reference.removeprefix("/web/")).is_file(), reference


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.relative_to(WEB)))
def test_no_file_of_ours_names_a_host(file: Path) -> None:
    text = file.read_bytes().decode("utf-8", "replace")
    hosts = {host for host in re.findall(r"https?://[\w.-]+/?", text) if host not in NAMESPACES}
    assert hosts == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_needs_inline_scripts_or_styles(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("folder", sorted(VENDOR.iterdir()), ids=lambda folder: folder.name)
def test_what_others_wrote_keeps_its_licence_and_stands_in_the_notice(folder: Path) -> None:
    assert (folder / "LICENSE").is_file()
    notice = (WEB.parents[1] / "NOTICE").read_text()
    assert f"app/web/vendor/{folder.name}" in notice


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings())) as client:
        yield client


def test_the_documentation_is_served_with_all_that_it_loads(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for reference in REFERENCE.findall(page.text):
        if not reference.startswith("data:"):
            assert client.get(reference).status_code == 200, reference


@pytest.mark.parametrize("path", ["/docs", "/web/docs.js", "/healthz"])
def test_no_answer_lets_a_page_run_what_stands_in_it(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_file_named_by_its_content_holds_for_ever_and_its_page_is_asked_for_anew(
    client: TestClient,
) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-cache"
    assets = [path for path in REFERENCE.findall(page.text) if "/assets/" in path]
    assert len(assets) == 2
    for path in assets:
        asset = client.get(path, headers={"Accept-Encoding": "br"})
        assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert asset.headers["content-encoding"] == "br"
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        assert plain.content == asset.content == (WEB / path.removeprefix("/web/")).read_bytes()
        assert plain.headers["etag"] != asset.headers["etag"]
    known = {"If-None-Match": page.headers["etag"]}
    assert client.get("/", headers=known).status_code == 304


@pytest.mark.parametrize("path", ["", "nothing.js", "../main.py", "%2e%2e/main.py", "dashboard"])
def test_nothing_but_the_files_of_the_pages_is_reached(client: TestClient, path: str) -> None:
    missing = client.get(f"/web/{path}")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect"])
def test_the_pages_that_load_from_a_cdn_are_off(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
