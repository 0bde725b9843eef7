"""What of ours stands in a statement as it is, rather than bound? It costs no read the binding.

Nothing that anyone sent may.
"""

from sqlalchemy import ColumnElement, Integer, Text, literal_column

ONE = literal_column("1", Integer)
"""A plan that is made once takes a bound LIMIT for a tenth of the table."""


def word(name: str) -> ColumnElement[str]:
    """Write a name of ours."""
    return literal_column(f"'{name}'", Text)
