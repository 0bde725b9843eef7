"""What is posted: claims on any district and day, each from a document of its own."""

from random import Random
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Engine, text

DAYS = [f"2021-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
STATUSES = ("government", "contested", "taliban")


class Said(NamedTuple):
    """From what claims are drawn: the theatre's districts and sources."""

    districts: list[str]
    sources: list[str]


def fetch_said(engine: Engine) -> Said:
    """Look up what can be said of the one theatre that there is."""
    with engine.connect() as connection:
        districts = connection.scalars(
            text("SELECT code FROM places WHERE level = 2 ORDER BY code")
        )
        sources = connection.scalars(text("SELECT id FROM sources ORDER BY id"))
        return Said(list(districts), list(sources))


def draw_post(random: Random, said: Said, urls: list[str]) -> bytes:
    """Draw the body of a post: one claim for each URL."""
    claims = [_claim(random, said, url) for url in urls]
    return orjson.dumps(claims[0] if len(claims) == 1 else {"claims": claims})


def _claim(random: Random, said: Said, url: str) -> dict[str, Any]:
    return {
        "place": random.choice(said.districts),
        "status": random.choice(STATUSES),
        "valid_from": random.choice(DAYS),
        "source": random.choice(said.sources),
        "speaker": "A member of the provincial council",
        "note": "Said on the telephone; the line was bad.",
        "report": {"url": url, "title": "What was said", "publisher": "A newspaper"},
    }
