"""What does a square of the map show, as OGC API Tiles asks it? Which squares are there?"""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Response

from app.api.inline import inline
from app.api.negotiation import MEDIA_TYPES
from app.api.ogc.answers import described
from app.api.ogc.asking import DayReader, DayReading
from app.api.ogc.crs import Crs
from app.api.ogc.districts import KIND
from app.api.ogc.links import Link, link, root
from app.api.ogc.matrices import MATRIX_SET_URI, WORLD, MatrixSet
from app.api.routes.tiles import DEEPEST, Column, Row, Zoom, send_tile
from app.api.routing import binary_answers
from app.api.routing import router as make_router
from app.queries.extents import fetch_extents
from app.queries.tiles import LAYER, Tile
from app.queries.views import Sight

router = make_router("ogc", "/ogc/collections/{theatre}-" + KIND + "/tiles")

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
TILESETS = f"{RELATIONS}/tilesets-vector"
MVT = MEDIA_TYPES["mvt"]
FIELDS = {
    "code": "The district's code.",
    "name": "Its name.",
    "status": "Its status.",
    "geometry_source": "Whose boundaries are drawn; `schematic`: cells that show no border.",
}

FORMAT = Query(description="`json`, or `tilejson` for TileJSON 3.")
TILE_FORMAT = Query(description="`mvt`.")


def tile(
    z: Annotated[Zoom, Path(alias="tileMatrix")],
    y: Annotated[Row, Path(alias="tileRow")],
    x: Annotated[Column, Path(alias="tileCol")],
) -> Tile:
    """Read which tile is asked for."""
    return Tile(z, x, y)


@router.get("", responses=described())
def list_tilesets(reader: DayReader, theatre: str) -> Response:
    """List the tilesets: there is one."""
    sight = reader.see(theatre)
    own = link("self", _here(reader, theatre), "The tilesets")
    return reader.answer({"links": [own], "tilesets": [_tileset(reader, sight)]})


@router.get("/{tileMatrixSetId}", responses=described())
def read_tileset(
    reader: DayReader,
    theatre: str,
    _: Annotated[MatrixSet, Path(alias="tileMatrixSetId")],
    f: Annotated[Literal["json", "tilejson"], FORMAT] = "json",
) -> Response:
    """Describe the tiles: what is in them, and where they are. As TileJSON, too."""
    sight = reader.see(theatre)
    if f == "json":
        return reader.answer(_tileset(reader, sight))
    bounds = fetch_extents(reader.connection).get(theatre, WORLD)
    return reader.answer(_tilejson(reader, sight, bounds))


@router.get("/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", responses=binary_answers(MVT))
def read_vector_tile(
    reader: DayReader,
    theatre: str,
    _: Annotated[MatrixSet, Path(alias="tileMatrixSetId")],
    wanted: Annotated[Tile, Depends(inline(tile))],
    f: Annotated[Literal["mvt"], TILE_FORMAT] = "mvt",  # noqa: ARG001 - one format is offered
) -> Response:
    """Draw a vector tile, the same as under `/v1`: layer `districts` with code, name and status."""
    return send_tile(reader, theatre, wanted)


def _here(reader: DayReading, theatre: str) -> str:
    return f"{root(reader.request)}/collections/{theatre}-{KIND}/tiles"


def _tileset(reader: DayReading, sight: Sight) -> dict[str, Any]:
    """Describe the tileset as OGC's Tile Matrix Set standard does."""
    theatre = sight.view.theatre
    here = f"{_here(reader, theatre)}/{MatrixSet.WEB_MERCATOR}"
    base = root(reader.request)
    links: list[Link] = [
        link("self", here, "This tileset"),
        link("alternate", f"{here}?f=tilejson", "The same as TileJSON"),
        link(
            f"{RELATIONS}/tiling-scheme",
            f"{base}/tileMatrixSets/{MatrixSet.WEB_MERCATOR}",
            "The squares",
        ),
    ]
    template = link("item", here + "/{tileMatrix}/{tileRow}/{tileCol}", "A tile", MVT)
    return {
        "title": f"{sight.theatre.title}: {KIND}",
        "dataType": "vector",
        "crs": Crs.MERCATOR,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "layers": [{"id": LAYER, "dataType": "vector", "geometryDimension": 2}],
        "links": [*links, {**template, "templated": True}],
    }


def _tilejson(reader: DayReading, sight: Sight, bounds: tuple[float, ...]) -> dict[str, Any]:
    """Describe the same as TileJSON 3; the tiles are of the view that is asked for here."""
    theatre = sight.theatre
    here = f"{_here(reader, theatre.id)}/{MatrixSet.WEB_MERCATOR}"
    view = str(reader.request.url.remove_query_params("f").query)
    template = here + "/{z}/{y}/{x}"
    return {
        "tilejson": "3.0.0",
        "name": f"{theatre.title}: {KIND}",
        "attribution": theatre.credit,
        "tiles": [f"{template}?{view}" if view else template],
        "vector_layers": [{"id": LAYER, "fields": FIELDS}],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "bounds": bounds,
    }
