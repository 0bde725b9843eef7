"""The service of the writers' tests, for which boundaries can be imported."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.services.import_boundaries import About, Wanted, import_boundaries
from tests.boundaries.maps import write_map
from tests.writes.conftest import Service, apps, serve, service

__all__ = ["apps", "serve", "service"]

Draw = Callable[..., int]


@pytest.fixture
def draw(service: Service, tmp_path: Path) -> Draw:
    """Import squares, or `columns` and `shapes` of a test's own; give the revision."""

    def imported(
        source: str = "surveyors",
        valid_from: date | None = None,
        valid_to: date | None = None,
        **drawn: Any,
    ) -> int:
        file = write_map(tmp_path / f"{source}-{service.head()}.geojson", **drawn)
        about = About(source, "Survey", "CC0-1.0", "Surveyors", valid_from, valid_to, file.name)
        wanted = Wanted(file, None, 1_000_000)
        revision = import_boundaries(service.engine, service.theatre, wanted, about).revision
        assert revision is not None
        service.get("", **{"Min-Revision": str(revision)})
        return revision

    return imported
