"""What does the OpenAPI say before the endpoints begin?"""

DESCRIPTION = """\
Frontline records who holds which district in a conflict, when, who says so, and when that was
known.

Valid time (`at`) is counted in days: when something was true on the ground. System time
(`known_at`, or `revision`) is when this ledger knew it. Every answer about statuses says which
view it shows. A policy picks the claims that count; sources are kept apart. `not_assessed` means
that no claim that counts covers the district. Buckets always sum to the size of the district set.
Each answer of a theatre links (`rel="describedby"`) to its method: how the record is made.
"""

TAGS = [
    {"name": "theatres", "description": "Conflicts: their parties, scales, sets and heads."},
    {"name": "status", "description": "Who holds what, on any day, as known at any moment."},
    {"name": "counts", "description": "How many districts have each status."},
    {"name": "places", "description": "Provinces and districts, by any of their names."},
    {"name": "evidence", "description": "Claims, sources, published figures, and the feed."},
    {"name": "writing", "description": "What analysts record, with a key."},
    {"name": "ogc", "description": "OGC API Features and Tiles, for geographic software."},
    {"name": "service", "description": "Health, metrics, documentation."},
]
