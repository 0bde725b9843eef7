"""How does a status follow from claims, told to those who have to judge the map?"""

RULE = {
    "claims": "Everything is a claim of a source in a cited report. Nothing is updated or deleted;"
    " a review changes what the desk makes of a claim, and is itself kept with its reason.",
    "valid-time": "Valid time is counted in days. A status began on some day of its claim's window"
    " and still held at the window's end.",
    "system-time": "Each event has a revision and an instant. An answer as known at a moment uses"
    " what was recorded by then, and nothing else.",
    "eligible": "A policy picks the claims that count; they cover the district and were known.",
    "governing": "Of the claims that count and whose window has ended, the one with the latest end"
    " governs. A tie goes to control over any other degree, then to the more specific place, then"
    " to the later revision.",
    "possible": "A status is possible, too, if a claim that counts has a window that is still open,"
    " or ties with the governing one. Counts have low and high accordingly.",
    "not-assessed": "A district that no claim covers is not_assessed: never the same as unknown,"
    " contested or anyone's.",
    "denominators": "Counts are of a named, fixed set of districts; their buckets, not_assessed"
    " included, sum to its size.",
}
"""The rule in sentences, by what each is about."""
