"""In which format, and in which coding, does the client want its answer?"""

from collections.abc import Sequence

from app.errors import NotAcceptable, ParameterRefused

MEDIA_TYPES = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "mvt": "application/vnd.mapbox-vector-tile",
    "html": "text/html",
    "jsonld": "application/ld+json",
    "openapi": "application/vnd.oai.openapi+json;version=3.0",
}
"""The formats by their name in `f=`."""

CODINGS = ("zstd", "br", "gzip")
"""Content codings, the best first."""


def choose_format(f: str | None, accept: str | None, offered: Sequence[str]) -> str:
    """Choose a format: `f=` wins over the Accept header (none, or an empty one: anything).

    Raises ParameterRefused and NotAcceptable.
    """
    if f is not None:
        if f not in offered:
            raise ParameterRefused("f", f"There is no format {f!r} here: {', '.join(offered)}.")
        return f
    wanted = _weighted(accept or "*/*")
    best = max(offered, key=lambda name: _media_weight(MEDIA_TYPES[name], wanted))
    require_accepted(accept, MEDIA_TYPES[best], *(MEDIA_TYPES[name] for name in offered))
    return best


def require_accepted(accept: str | None, media_type: str, *offered: str) -> None:
    """Refuse a media type that the Accept header rules out. Raises NotAcceptable."""
    if _media_weight(media_type, _weighted(accept or "*/*")) <= 0:
        raise NotAcceptable(f"This address answers in {', '.join(offered or [media_type])}.")


def choose_coding(accept_encoding: str | None) -> str | None:
    """Choose a content coding; None: as it is. Of equal weights the best coding wins."""
    wanted = _weighted(accept_encoding or "")
    weights = {coding: wanted.get(coding, wanted.get("*", 0.0)) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: weights[coding])
    plain = wanted.get("identity", 0.0)
    return best if weights[best] > 0 and weights[best] >= plain else None


def _media_weight(media_type: str, wanted: dict[str, float]) -> float:
    """Weigh a media type by the most specific range that matches it."""
    media_type = media_type.partition(";")[0]
    for media_range in (media_type, media_type.split("/", maxsplit=1)[0] + "/*", "*/*"):
        if media_range in wanted:
            return wanted[media_range]
    return 0.0


def _weighted(header: str) -> dict[str, float]:
    """Read `a;q=0.5, b`; a weight that can't be read counts as 0."""
    weights = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if not name:
            continue
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = _number(parameter[2:])
        weights[name] = weight
    return weights


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
