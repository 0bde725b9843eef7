"""What does a square of the map show?"""

from typing import Annotated

from fastapi import Path, Response

from app.api.dependencies import Reader, Reading
from app.api.negotiation import MEDIA_TYPES
from app.api.routing import binary_answers
from app.api.routing import router as make_router
from app.errors import NotFound
from app.queries.tiles import Tile, fetch_tile

router = make_router("status")

DEEPEST = 22
Zoom = Annotated[int, Path(ge=0, le=DEEPEST, description="Zoom.")]
Column = Annotated[int, Path(ge=0, description="Column, from the west.")]
Row = Annotated[int, Path(ge=0, description="Row, from the north.")]


@router.get("/tiles/{z}/{x}/{y}.mvt", responses=binary_answers(MEDIA_TYPES["mvt"]))
def read_tile(reader: Reader, theatre: str, z: Zoom, x: Column, y: Row) -> Response:
    """Draw a Mapbox vector tile: layer `districts` with code, name, status, geometry_source."""
    return send_tile(reader, theatre, Tile(z, x, y))


def send_tile(reader: Reading, theatre: str, tile: Tile) -> Response:
    """Draw a tile, whichever way it was asked for. Raises NotFound where the map does not reach."""
    if max(tile.x, tile.y) >= 2**tile.z:
        raise NotFound(f"There is no tile {tile.x}/{tile.y} at zoom {tile.z}.")
    sight = reader.see(theatre)
    return reader.answer(fetch_tile(reader.connection, sight.view, tile), "mvt")
