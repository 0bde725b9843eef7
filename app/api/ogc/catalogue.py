"""What data sets are here, and in which forms? A catalogue for machines: DCAT 3 as JSON-LD."""

from typing import Any

from app.api.negotiation import MEDIA_TYPES
from app.api.ogc.links import ROOT
from app.queries.reaches import Reach

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types"
SPDX = "https://spdx.org/licenses"
FORMS = {
    "The latest statuses as a table": ("/v1/theatres/{id}/status?f=csv", "csv"),
    "The latest statuses on the map": ("/v1/theatres/{id}/status?f=geojson", "geojson"),
    "Each change of a status": ("/v1/theatres/{id}/transitions?f=csv", "csv"),
    "The counts by status": ("/v1/theatres/{id}/aggregates?f=csv", "csv"),
    "The claims with their reports": ("/v1/theatres/{id}/claims", "json"),
    "Districts as features": (ROOT + "/collections/{id}-districts/items", "geojson"),
}
"""Distributions by their titles: address and format."""

Node = dict[str, Any]


def catalogue(origin: str, title: str, about: str, reaches: list[Reach]) -> Node:
    """Describe all theatres as data sets; `origin` is the address that everything is under."""
    return {
        "@context": CONTEXT,
        "@id": f"{origin}{ROOT}",
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:description": about,
        "dcat:dataset": [_dataset(origin, about, reach) for reach in reaches],
        "dcat:service": {
            "@type": "dcat:DataService",
            "dct:title": "OGC API Features and Tiles",
            "dcat:endpointURL": {"@id": f"{origin}{ROOT}"},
            "dcat:endpointDescription": {"@id": f"{origin}{ROOT}/api"},
        },
    }


def _dataset(origin: str, about: str, reach: Reach) -> Node:
    theatre, coverage, box = reach
    described: Node = {
        "@id": f"{origin}/v1/theatres/{theatre.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": theatre.id,
        "dct:title": theatre.title,
        "dct:description": theatre.note or about,
        "dct:rights": theatre.credit,
        "dct:license": _licence(theatre.licence),
        "dcat:version": str(theatre.revision),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(coverage.first_valid),
            "dcat:endDate": _day(coverage.last_valid),
        },
        "dcat:distribution": [_distribution(origin, theatre.id, name) for name in FORMS],
    }
    if theatre.recorded_at:
        modified = {"@type": "xsd:dateTime", "@value": theatre.recorded_at}
        described["dct:modified"] = modified
    if box:
        described["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": _polygon(*box)}
    return described


def _distribution(origin: str, theatre: str, title: str) -> Node:
    address, format_ = FORMS[title]
    return {
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": {"@id": origin + address.format(id=theatre)},
        "dcat:mediaType": {"@id": f"{MEDIA}/{MEDIA_TYPES[format_]}"},
    }


def _licence(named: str) -> Node | str:
    """Give the address of a licence that is named as SPDX names it, else the name itself."""
    return named if " " in named else {"@id": f"{SPDX}/{named}"}


def _day(day: object) -> Node | None:
    return {"@type": "xsd:date", "@value": day} if day else None


def _polygon(west: float, south: float, east: float, north: float) -> Node:
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{lon} {lat}" for lon, lat in corners)
    return {"@type": "geo:wktLiteral", "@value": f"POLYGON (({ring}))"}
