"""What is asked of each server, and how fast must the answer be?"""

from typing import NamedTuple

from bench.wrk import USUAL, Pace

T = "/v1/theatres/bench"
DISTRICT = "XB0101"
REFERENCE, TIPG = "reference", "tipg"
LARGE, LARGE_REFERENCE = "large", "reference of large"
"""This service on the large ledger, and the bare app that sends what it answers."""

FIRST = "first answer for a stretch"


class Job(NamedTuple):
    """A question, as each server is asked it; None: it can't be asked.

    `path` is this service's. `goals` are the least ratios to the servers named. `unchanged`: the
    client has the answer already. `first`: it is asked of a worker that holds nothing.
    """

    title: str
    path: str
    tipg: str | None
    pygeoapi: str | None
    goals: dict[str, float]
    unchanged: bool = False
    first: bool = False
    pace: Pace = USUAL

    @property
    def is_dated(self) -> bool:
        """Whether it asks about another instant in each request."""
        return "{at}" in self.path


def _collection(path: str) -> tuple[str, str]:
    return f"/collections/peer.{path}", f"/collections/{path}"


STATUS = _collection("status/items?limit=421&f=json")
ON_A_DAY = "/collections/peer.status_on/items?limit=421&f=json&at={at}"

JOBS = [
    Job("all statuses, JSON", f"{T}/status", *STATUS, {REFERENCE: 0.85, TIPG: 100}),
    Job(
        "all statuses, GeoJSON simplified",
        f"{T}/status?f=geojson",
        "/collections/peer.map/items?limit=421&f=geojson",
        "/collections/map/items?limit=421&f=json",
        {REFERENCE: 0.85, TIPG: 250},
    ),
    Job(
        "one district",
        f"{T}/districts/{DISTRICT}",
        *_collection(f"status/items/{DISTRICT}?f=json"),
        {REFERENCE: 0.75, TIPG: 30},
    ),
    Job(
        "its history",
        f"{T}/districts/{DISTRICT}/history",
        *_collection(f"history/items?place={DISTRICT}&limit=100&f=json"),
        {REFERENCE: 0.75, TIPG: 30},
    ),
    Job(
        "aggregates",
        f"{T}/aggregates",
        *_collection("aggregates/items?f=json"),
        {REFERENCE: 0.85, TIPG: 60},
    ),
    Job(
        "aggregates by province",
        f"{T}/aggregates?by=province",
        *_collection("provinces/items?limit=200&f=json"),
        {REFERENCE: 0.85, TIPG: 60},
    ),
    Job(
        "a tile of the map, zoom 6",
        f"{T}/tiles/6/43/25.mvt",
        "/collections/peer.map/tiles/WebMercatorQuad/6/43/25",
        None,
        {REFERENCE: 0.8, TIPG: 100},
    ),
    Job(
        "items of OGC API Features",
        "/ogc/collections/bench-districts/items?limit=421",
        "/collections/peer.map/items?limit=421&f=geojson",
        "/collections/map/items?limit=421&f=json",
        {REFERENCE: 0.8, TIPG: 20},
    ),
    Job("all statuses, unchanged (304)", f"{T}/status", None, None, {REFERENCE: 0.85}, True),
    Job("aggregates, unchanged (304)", f"{T}/aggregates", None, None, {REFERENCE: 0.85}, True),
    Job(
        "aggregates, `at` any instant",
        f"{T}/aggregates?at={{at}}",
        "/collections/peer.aggregates_on/items?f=json&at={at}",
        None,
        {REFERENCE: 0.6, TIPG: 40},
    ),
    Job(
        "all statuses, `at` any instant",
        f"{T}/status?at={{at}}",
        ON_A_DAY,
        None,
        {REFERENCE: 0.6, TIPG: 60},
    ),
    Job(
        f"all statuses, {FIRST}",
        f"{T}/status?at={{at}}",
        ON_A_DAY,
        None,
        {REFERENCE: 0.01, TIPG: 1.5},
        first=True,
    ),
    Job(
        f"aggregates, {FIRST}",
        f"{T}/aggregates?at={{at}}",
        "/collections/peer.aggregates_on/items?f=json&at={at}",
        None,
        {},
        first=True,
    ),
    Job(
        f"all statuses as once known, {FIRST}",
        f"{T}/status?at={{at}}&revision={{revision}}",
        None,
        None,
        {},
        first=True,
    ),
]
