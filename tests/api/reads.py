"""All addresses that answer reads of a theatre, for tests of what they have in common."""

AF = "/v1/theatres/AF"
DAYS = "from=2021-07-01&to=2021-07-03"

LISTS = [
    f"{AF}/districts",
    f"{AF}/districts/AF3101/history",
    f"{AF}/claims",
    f"{AF}/sources",
    f"{AF}/figures",
    f"{AF}/changes",
    f"{AF}/transitions",
    f"{AF}/transitions?summary=district",
]
PERIODS = f"{AF}/periods"
"""A list, too, whose pages are larger than those of the others."""

DATED = [
    f"{AF}/status",
    f"{AF}/aggregates",
    f"{AF}/periods",
    f"{AF}/provinces",
    f"{AF}/provinces/AF31",
    f"{AF}/districts/AF3101",
    f"{AF}/districts/AF3101/history",
    f"{AF}/transitions",
    f"{AF}/tiles/5/21/12.mvt",
]
KNOWN = [
    *DATED,
    f"{AF}/aggregates/series?{DAYS}",
    f"{AF}/diff?policy_a=any",
    f"{AF}/districts",
    f"{AF}/claims",
    f"{AF}/claims/44",
    f"{AF}/sources",
    f"{AF}/figures",
]
READS = [
    "/v1/theatres",
    AF,
    *KNOWN,
    f"{AF}/method",
    f"{AF}/aggregates?by=province",
    f"{AF}/status/series?{DAYS}",
    f"{AF}/changes",
]
TABLES = {
    f"{AF}/status": "province=Badghis&status=unknown",
    f"{AF}/districts": "q=xyzzyq",
    f"{AF}/periods": "at=1990-01-01",
    f"{AF}/aggregates": "",
    f"{AF}/aggregates/series?{DAYS}": "",
    f"{AF}/diff?revision_from=600": "revision_to=600",
    f"{AF}/figures": "place=Nimroz",
    f"{AF}/transitions": "province=Badghis&to_status=unknown",
    f"{AF}/transitions?summary=district": "to=1990-01-01",
}
"""The addresses that have CSV, with a filter that leaves no row where there is one."""


def adding(address: str, parameter: str) -> str:
    """Add a parameter to an address."""
    return f"{address}{'&' if '?' in address else '?'}{parameter}"
