"""Which files does a browser load from this service?"""

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Path as InPath

from app.api.answers import IMMUTABLE, answer

router = APIRouter(include_in_schema=False)
"""Pages: what stands in their query is for their scripts to read."""

WEB = Path(__file__).parents[2] / "web"
FILES = {str(file.relative_to(WEB)): file for file in WEB.rglob("*") if file.is_file()}
"""What is served, by its address: nothing else can be reached."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
NAMED_BY_CONTENT = re.compile(r"assets/.+-[\w-]{8}\.\w+$")


@router.get("/docs")
def read_docs(request: Request) -> Response:
    """Show the documentation."""
    return _send(request, "docs.html")


@router.get("/")
def read_dashboard(request: Request) -> Response:
    """Show the dashboard."""
    return _send(request, "dashboard/index.html")


@router.get("/web/{name:path}")
def read_file(request: Request, name: Annotated[str, InPath()]) -> Response:
    """Send a file of the pages."""
    return _send(request, name)


def _send(request: Request, name: str) -> Response:
    """Send a file: one named by its content holds for ever, any other is asked for anew."""
    if name not in FILES:
        raise HTTPException(404)
    file = FILES[name]
    return answer(
        request,
        file.read_bytes(),
        MEDIA_TYPES.get(file.suffix, "text/plain; charset=utf-8"),
        headers={
            "Cache-Control": IMMUTABLE if NAMED_BY_CONTENT.search(name) else "no-cache",
            "Vary": "Accept-Encoding",
        },
    )
