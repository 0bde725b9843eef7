"""Which theatre is an address about?"""

PREFIXES = (THEATRES, COLLECTIONS) = "/v1/theatres/", "/ogc/collections/"


def theatre_of(path: str) -> str:
    """Name the theatre that an address beginning with one of PREFIXES is about."""
    if path.startswith(THEATRES):
        return path[len(THEATRES) :].partition("/")[0]
    return path[len(COLLECTIONS) :].partition("/")[0].rpartition("-")[0]
