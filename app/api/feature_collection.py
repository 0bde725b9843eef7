"""How do rows look as GeoJSON? As features, their stored geometry pasted in as it is."""

from collections.abc import Iterable, Mapping

import orjson

from app.api.answers import dumps


def feature_collection(
    features: Iterable[tuple[str, str | None, Mapping[str, object]]], **members: object
) -> bytes:
    """Write a FeatureCollection (RFC 7946) of (id, geometry as GeoJSON text, properties).

    A feature without geometry has `null` and is still there. `members` stand at the top.
    """
    listed = [
        {
            "type": "Feature",
            "id": code,
            "geometry": orjson.Fragment(geometry) if geometry else None,
            "properties": properties,
        }
        for code, geometry, properties in features
    ]
    return dumps({"type": "FeatureCollection", **members, "features": listed})
