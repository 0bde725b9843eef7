"""What the hash of an event covers."""

from app.db.models import boundary_versions
from app.services.facts import content


def test_columns_that_came_later_are_covered_where_they_say_something() -> None:
    first = {"revision": 2, "source": "schematic", "title": "Cells", "licence": None}
    later = {"attribution": None, "valid_from": None, "valid_to": None, "origin": None}
    assert content({boundary_versions: [first | later]}) == {"boundary_versions": [first]}
    said = first | {"attribution": "Surveyors"}
    assert content({boundary_versions: [said | {"origin": None}]}) == {"boundary_versions": [said]}
