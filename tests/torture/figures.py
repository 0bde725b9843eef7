"""What was measured under torture; printed at the end, for docs/reliability.md."""

FIGURES: list[tuple[str, str]] = []


def note(what: str, figure: str) -> None:
    """Note a figure and what it is of."""
    FIGURES.append((what, figure))
