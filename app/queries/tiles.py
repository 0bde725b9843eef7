"""What does a square of the map show? The districts in it with their statuses, as a vector tile."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, and_, bindparam, func, select

from app.db.models import places, statuses
from app.domain.scale import NOT_ASSESSED
from app.queries.control import control
from app.queries.control_at import DAY, REVISION, THEATRE, View
from app.queries.geometry import WGS84, of_version, shapes

MERCATOR = 3857
LAYER = "districts"
EXTENT = 4096
"""Steps of a tile's own grid along each side."""


class Tile(NamedTuple):
    """A tile of the usual scheme: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def fetch_tile(connection: Connection, view: View, tile: Tile) -> bytes:
    """Fetch a Mapbox vector tile of the layer `districts`; empty where no district is."""
    binds = view.binds | tile._asdict()
    statement = tile_statement(view.policy.rule, kept=view.kept)
    return bytes(connection.execute(statement, binds).scalar_one())


@cache
def tile_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select a tile under the policies of a rule: code, name and status of each district.

    Each says of which boundaries it is, too.
    """
    envelope = func.ST_TileEnvelope(*(bindparam(name, type_=Integer) for name in Tile._fields))
    held = control(rule, kept=kept)
    shape = shapes()
    clipped = func.ST_AsMVTGeom(func.ST_Transform(shape.c.geometry, MERCATOR), envelope, EXTENT)
    tables = (
        held.join(shape, shape.c.code == held.c.district)
        .join(places, and_(places.c.theatre == THEATRE, places.c.code == shape.c.code))
        .outerjoin(statuses, and_(statuses.c.theatre == THEATRE, statuses.c.step == held.c.status))
    )
    feature = (
        select(
            clipped.label("geometry"),
            places.c.code,
            places.c.name,
            func.coalesce(statuses.c.id, NOT_ASSESSED).label("status"),
            of_version("source", THEATRE, REVISION, DAY).label("geometry_source"),
        )
        .select_from(tables)
        .where(shape.c.geometry.op("&&")(func.ST_Transform(envelope, WGS84)))
        .order_by(places.c.code)
        .subquery("feature")
    )
    return select(func.ST_AsMVT(feature.table_valued(), LAYER, EXTENT, "geometry"))
