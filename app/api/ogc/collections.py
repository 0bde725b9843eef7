"""Which collections of features are there? Of each theatre its districts, provinces and claims."""

from typing import Any

from fastapi import Response

from app.api.dependencies import HeadReader
from app.api.ogc import claims, districts, provinces
from app.api.ogc.answers import described
from app.api.ogc.crs import Crs
from app.api.ogc.links import GEOJSON, ROOT, address, link, root
from app.api.ogc.tiles import TILESETS
from app.api.routing import router as make_router
from app.errors import NotFound
from app.queries.reaches import Reach, fetch_reaches

router = make_router("ogc", ROOT)

KINDS = {
    districts.KIND: "Districts with their status, and since when they have it.",
    provinces.KIND: "Provinces with their districts' statuses counted, and their capital's.",
    claims.KIND: "Claims: who says of which place that it has which status, since when.",
}
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@router.get("/collections", responses=described())
def list_collections(reader: HeadReader) -> Response:
    """List all collections of all theatres."""
    found = [
        _collection(root(reader.request), reach, kind)
        for reach in fetch_reaches(reader.connection)
        for kind in KINDS
    ]
    links = [link("self", address(reader.request), "The collections")]
    return reader.answer({"links": links, "collections": found})


@router.get("/collections/{collection}", responses=described())
def read_collection(reader: HeadReader, collection: str) -> Response:
    """Describe a collection: what is in it, how far it reaches, and where its features are."""
    theatre, _, kind = collection.rpartition("-")
    reaches = fetch_reaches(reader.connection, theatre) if kind in KINDS else []
    if not reaches:
        raise NotFound(f"There is no collection {collection!r}: {ROOT}/collections lists them.")
    reader.see(theatre)  # what was seen can be held, and polled
    return reader.answer(_collection(root(reader.request), reaches[0], kind))


def _collection(base: str, reach: Reach, kind: str) -> dict[str, Any]:
    theatre, coverage, box = reach
    here = f"{base}/collections/{theatre.id}-{kind}"
    links = [
        link("self", here, "This collection"),
        link("items", f"{here}/items", "Its features", GEOJSON),
    ]
    if kind == districts.KIND:
        links.append(link(TILESETS, f"{here}/tiles", "Its vector tiles"))
    days = [day and f"{day}T00:00:00Z" for day in (coverage.first_valid, None)]
    extent: dict[str, Any] = {"temporal": {"interval": [days], "trs": GREGORIAN}}
    if box:
        extent["spatial"] = {"bbox": [box], "crs": Crs.CRS84}
    return {
        "id": f"{theatre.id}-{kind}",
        "title": f"{theatre.title}: {kind}",
        "description": KINDS[kind],
        "attribution": theatre.credit,
        "license": theatre.licence,
        "itemType": "feature",
        "extent": extent,
        "crs": list(Crs),
        "storageCrs": Crs.CRS84,
        "links": links,
    }
