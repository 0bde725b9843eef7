"""Is the ledger what its clients were told? Asked of the service, and of what checks ledgers."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.db.engines import owner_engine
from app.services.check_ledger import check_ledger
from app.settings import Settings
from tests.torture.asking import Asking
from tests.torture.clients import Clients

SAMPLE = 40


def verdict(clients: Clients, settings: Settings) -> list[str]:
    """Tell all that is wrong once the service has been left alone; none of it may be."""
    return [
        *clients.log.wrong,
        *_lost_or_double(clients),
        *_told_otherwise(clients),
        *check_ledger(owner_engine(settings))[clients.path.rpartition("/")[2]],
    ]


def _lost_or_double(clients: Clients) -> list[str]:
    """Compare the feed with what was acknowledged, and with all that was tried."""
    feed, log = list(_feed(clients)), clients.log
    wrong = []
    if [item["revision"] for item in feed] != list(range(1, len(feed) + 1)):
        wrong.append("the feed has a gap")
    instants = [datetime.fromisoformat(item["recorded_at"]) for item in feed]
    if instants != sorted(instants):
        wrong.append("the feed goes back in time")
    claims = [item["claim"] for item in feed if item["kind"] == "claim"]
    reports = Counter(claim["report"]["url"] for claim in claims)
    wrong += [f"{url} was recorded {n} times" for url, n in reports.items() if n > 1]
    at = {claim["report"]["url"]: claim["revision"] for claim in claims}
    wrong += [f"{w} was lost" for w in log.written if at.get(w.report) != w.revision]
    acknowledged = Counter(w.report for w in log.written)
    wrong += [f"{url} was acknowledged {n} times" for url, n in acknowledged.items() if n > 1]
    ours = {url for url in reports if url.startswith(f"https://example.org{clients.path}/")}
    return wrong + [f"{url} was never sent" for url in ours - log.tried]


def _feed(clients: Clients) -> Iterator[Any]:
    """Read all events, page after page."""
    page: Any = {"next": f"{clients.path}/changes?limit=1000"}
    with Asking(clients.ports[0]) as client:
        while page["next"]:
            page = client.ask(page["next"]).json()
            yield from page["items"]


def _told_otherwise(clients: Clients) -> list[str]:
    """Ask again, by revision, what was answered at the head: the numbers are the same."""
    wrong = []
    noted = [(q, r, body) for (q, r), body in clients.log.bodies.items() if "revision=" not in q]
    with Asking(clients.ports[0]) as client:
        for question, revision, body in noted[:: max(1, len(noted) // SAMPLE)]:
            joint = "&" if "?" in question else "?"
            again = client.ask(f"{question}{joint}revision={revision}")
            if again.status != 200 or _numbers(again.body) != _numbers(body):
                wrong.append(f"{question} at {revision} was not what the ledger says")
    return wrong


def _numbers(body: bytes) -> list[tuple[object, ...]]:
    return [(b["status"], b["count"], b["low"], b["high"]) for b in json.loads(body)["buckets"]]
