"""How do features look? As pages of GeoJSON that lead from one to the next, of one revision."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from fastapi import Response

from app.api.feature_collection import feature, feature_collection
from app.api.ogc.asking import Drawing, KnownDrawing
from app.api.ogc.crs import drawn_in
from app.api.ogc.links import GEOJSON, JSON, Link, address, link
from app.api.pages import Page, cursor_of
from app.api.schemas.views import echo, known
from app.queries.pages import Listed
from app.queries.views import Sight

Row = TypeVar("Row")
Key = tuple[int | str, ...]


class Feature(NamedTuple):
    """A feature of a collection; `geometry` is GeoJSON text in CRS84, None where there is none."""

    id: int | str
    geometry: str | None
    properties: Mapping[str, object]


def part_of(
    rows: Sequence[Row], page: Page, key: Callable[[Row], Key], *kinds: type
) -> Listed[Row]:
    """Take a page of a list that is whole, and ordered by a key with members of these kinds."""
    part = page.part(*kinds)
    after = part.after
    rest = rows if after is None else [row for row in rows if key(row) > after]
    return Listed(list(rest[: part.limit]), len(rows), len(rest) > part.limit)


def send_page(
    reader: Drawing,
    sight: Sight,
    found: Listed[Row],
    show: Callable[[Row], Feature],
    key: Callable[[Row], Key],
) -> Response:
    """Send a page. The next one is asked for at the revision of this one, that they agree."""
    links = _links(reader, "This page")
    header = None
    if found.more:
        pinned = {} if "known_at" in reader.request.query_params else _revision(sight)
        after = address(reader.request, cursor=cursor_of(key(found.items[-1])), **pinned)
        links.append(link("next", after, "The next page", GEOJSON))
        header = f'<{after}>; rel="next"'
    features = (show(row) for row in found.items)
    body = feature_collection(
        ((each.id, drawn_in(reader.crs, each.geometry), each.properties) for each in features),
        numberMatched=found.total,
        numberReturned=len(found.items),
        links=links,
        **_told(reader, sight),
    )
    return reader.send(body, header)


def send_feature(reader: Drawing, sight: Sight, found: Feature) -> Response:
    """Send one feature."""
    links = _links(reader, "This feature")
    drawn = drawn_in(reader.crs, found.geometry)
    body = feature((found.id, drawn, found.properties), links=links, **_told(reader, sight))
    return reader.send(body)


def _told(reader: Drawing, sight: Sight) -> dict[str, Any]:
    """Say which view the features show, and whose boundaries they are drawn by."""
    if isinstance(reader, KnownDrawing):
        return {**known(sight)}
    view = {name: value for name, value in echo(sight).items() if name != "at" or value}
    return {**view, "geometry_source": sight.theatre.geometry_source}


def _revision(sight: Sight) -> dict[str, str | None]:
    return {"revision": str(sight.view.revision)}


def _links(reader: Drawing, title: str) -> list[Link]:
    """Link to the answer itself, to the same under its other media type, and to the collection."""
    here = address(reader.request)
    types = {"geojson": GEOJSON, "json": JSON}
    own = reader.format
    (other,) = types.keys() - {own}
    return [
        link("self", here, title, types[own]),
        link("alternate", address(reader.request, f=other), title, types[other]),
        link("collection", here.partition("/items")[0], "The collection"),
    ]
