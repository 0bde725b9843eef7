"""What the hash of an event covers."""

from app.db.models import answered, boundary_versions, coverage, events, keys, metadata, wins
from app.services.facts import FACTS, content

NO_FACTS = {events, coverage, wins, keys, answered}
"""What stands beside the facts: the chain itself, what is derived, and who may write."""


def test_every_table_is_hashed_exported_and_restored_or_is_named() -> None:
    assert set(metadata.tables.values()) == FACTS.keys() | NO_FACTS


def test_columns_that_came_later_are_covered_where_they_say_something() -> None:
    first = {"revision": 2, "source": "schematic", "title": "Cells", "licence": None}
    later = {"attribution": None, "valid_from": None, "valid_to": None, "origin": None}
    assert content({boundary_versions: [first | later]}) == {"boundary_versions": [first]}
    said = first | {"attribution": "Surveyors"}
    assert content({boundary_versions: [said | {"origin": None}]}) == {"boundary_versions": [said]}
