"""Which layer of a file is the one of a theatre's districts?"""

from collections.abc import Sequence

from app.domain.shape_matching import choose_columns, labels
from app.domain.vocabulary import DISTRICT, Vocabulary
from app.errors import DraftRejected
from app.services.boundary_file import Layer, read_table


def choose_layer(layers: Sequence[Layer], words: Vocabulary, wanted: str | None) -> Layer:
    """Choose the layer that tells most districts by code or name.

    `wanted` is its name, or FILE:NAME; None: whichever. Raises DraftRejected where none fits,
    or several fit alike.
    """
    names = ", ".join(map(str, layers))
    if wanted is not None:
        layers = [layer for layer in layers if wanted in {layer.name, str(layer)}]
        if not layers:
            raise DraftRejected(f"There is no layer {wanted!r}, but {names}.")
    scores = {layer: len(_told(layer, words)) for layer in layers}
    best = max(scores.values())
    if not best:
        raise DraftRejected(f"No row has the code or the name of a district; layers: {names}.")
    chosen = [layer for layer in layers if scores[layer] == best]
    if len(chosen) > 1:
        equal = ", ".join(map(str, chosen))
        raise DraftRejected(f"Several layers fit: choose one with --layer, {equal}.")
    return chosen[0]


def _told(layer: Layer, words: Vocabulary) -> set[str]:
    table = read_table(layer)
    rows = labels(table, choose_columns(table, words))
    named = {place.code for row in rows for place in words.named(row.name, DISTRICT)}
    return named | {code for row in rows if (code := words.code_of(row.code))}
