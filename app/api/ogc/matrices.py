"""Into which squares is the map cut? The tile matrix set of the whole web, as OGC tells it."""

from enum import StrEnum
from math import pi
from typing import Annotated, Any

from fastapi import Path, Response

from app.api.dependencies import HeadReader
from app.api.ogc.answers import described
from app.api.ogc.crs import EDGE, RADIUS_M, Crs
from app.api.ogc.links import ROOT, link, root
from app.api.routes.tiles import DEEPEST
from app.api.routing import router as make_router

router = make_router("ogc", f"{ROOT}/tileMatrixSets")

PIXELS, PIXEL_M = 256, 0.00028
"""The side of a tile, and that of the pixel by which OGC tells a scale."""

MAP_M = 2 * pi * RADIUS_M
"""The side of the whole map."""

WORLD = (-180.0, -EDGE, 180.0, EDGE)


class MatrixSet(StrEnum):
    """The tile matrix sets on offer."""

    WEB_MERCATOR = "WebMercatorQuad"


MATRIX_SET_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{MatrixSet.WEB_MERCATOR}"


@router.get("", responses=described())
def list_matrix_sets(reader: HeadReader) -> Response:
    """List the tile matrix sets: there is one."""
    here = f"{root(reader.request)}/tileMatrixSets/{MatrixSet.WEB_MERCATOR}"
    own = {
        "id": MatrixSet.WEB_MERCATOR,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "links": [link("self", here, "The squares")],
    }
    return reader.answer({"tileMatrixSets": [own]})


@router.get("/{tileMatrixSetId}", responses=described())
def read_matrix_set(
    reader: HeadReader, matrix_set: Annotated[MatrixSet, Path(alias="tileMatrixSetId")]
) -> Response:
    """Describe a tile matrix set."""
    return reader.answer(
        {
            "id": matrix_set,
            "title": "Google Maps Compatible for the World",
            "uri": MATRIX_SET_URI,
            "crs": Crs.MERCATOR,
            "orderedAxes": ["X", "Y"],
            "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
            "tileMatrices": [_matrix(zoom) for zoom in range(DEEPEST + 1)],
        }
    )


def _matrix(zoom: int) -> dict[str, Any]:
    cell = MAP_M / PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-MAP_M / 2, MAP_M / 2],
        "tileWidth": PIXELS,
        "tileHeight": PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }
