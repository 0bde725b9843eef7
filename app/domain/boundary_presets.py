"""Whose boundaries are known here: where they are published, and under which licence?"""

from typing import NamedTuple


class Preset(NamedTuple):
    """Boundaries that someone publishes for a theatre.

    `address` is that of the file, `page` where a person finds it when the address moved.
    """

    name: str
    theatre: str
    title: str
    licence: str
    attribution: str
    address: str
    page: str


PRESETS = (
    Preset(
        name="geoboundaries",
        theatre="AF",
        title="geoBoundaries gbOpen, Afghanistan, ADM2 of 2014: 398 districts",
        licence="CC BY 4.0",
        attribution="geoBoundaries (Runfola et al. 2020, doi:10.1371/journal.pone.0231866), CC BY"
        " 4.0; its source is AIMS / Esri, labelled Public Domain there",
        address="https://github.com/wmgeolab/geoBoundaries/raw/9469f09/releaseData/gbOpen/AFG/ADM2/"
        "geoBoundaries-AFG-ADM2.geojson",
        page="https://www.geoboundaries.org/api/current/gbOpen/AFG/ADM2/",
    ),
    Preset(
        name="ocha-cod-ab",
        theatre="AF",
        title="OCHA COD-AB, Afghanistan: 401 districts",
        licence="CC BY 3.0 IGO",
        attribution="OCHA Common Operational Dataset, Administrative Boundaries of Afghanistan, by"
        " AGCHO and NSIA, CC BY 3.0 IGO",
        address="https://data.humdata.org/dataset/4c303d7b-8eae-4a5a-a3aa-b2331fa39d74/resource/"
        "330aad34-2254-4622-afac-e98ace1524ae/download/afg_admin_boundaries.geojson.zip",
        page="https://data.humdata.org/dataset/cod-ab-afg",
    ),
)


def find_preset(theatre: str, name: str) -> Preset | None:
    """Find a preset of a theatre by its name."""
    wanted = (theatre, name)
    return next((preset for preset in PRESETS if (preset.theatre, preset.name) == wanted), None)
