"""How do rows look as GeoJSON? As features, their stored geometry pasted in as it is."""

from collections.abc import Iterable, Mapping

import orjson

from app.api.answers import dumps

Drawn = tuple[int | str, str | None, Mapping[str, object]]
"""A feature's id, geometry as GeoJSON text, and properties."""


def feature_collection(features: Iterable[Drawn], **members: object) -> bytes:
    """Write a FeatureCollection (RFC 7946).

    A feature without geometry has `null` and is still there. `members` stand at the top.
    """
    listed = [_feature(drawn) for drawn in features]
    return dumps({"type": "FeatureCollection", **members, "features": listed})


def feature(drawn: Drawn, **members: object) -> bytes:
    """Write one Feature, `members` beside its own."""
    return dumps({**_feature(drawn), **members})


def _feature(drawn: Drawn) -> dict[str, object]:
    code, geometry, properties = drawn
    return {
        "type": "Feature",
        "id": code,
        "geometry": orjson.Fragment(geometry) if geometry else None,
        "properties": properties,
    }
