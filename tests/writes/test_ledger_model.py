"""Whatever people post, review, replace, retry and lose, the service tells what the model tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model import Ledger, Place
from tests.writes.acts import ACTS, DISTRICTS, Act, Again, Model, Post, Retry, Reviews, body
from tests.writes.conftest import Answer, Serve, Service

FIRST, LAST = date(2020, 2, 29), date(2020, 4, 4)
DAYS = [date(2020, 3, 31) + timedelta(days=number) for number in range(4)]
POLICIES = ("confirmed", "any", "source:gazette")
ASKED = st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from(POLICIES),
    st.integers(0, 6),
    st.sampled_from(DISTRICTS),
)
"""A day, a policy, how many revisions before the last, and a district."""

# Each example takes a theatre of its own and many requests: shrinking one would take minutes.
examples = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@examples
@given(acts=ACTS, asked=st.lists(ASKED, min_size=14, max_size=14))
def test_the_service_is_the_model(serve: Serve, acts: list[Act], asked: list[Any]) -> None:
    desk = start(serve({"claims": "", "figures": ""}))
    for act, view in zip(acts, asked, strict=False):
        desk.do(act)
        desk.compare(*view)
    assert desk.service.wrong() == []


@dataclass
class Desk:
    """Does what is drawn to the service and to the model."""

    service: Service
    model: Model
    answered: list[tuple[str, object, bytes]] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)

    def do(self, act: Act) -> None:
        """Do one thing, and compare the answer."""
        if isinstance(act, Post):
            self.post(act)
        elif isinstance(act, Again) and self.model.latest:
            claim = self.model.latest[act.back % len(self.model.latest)]
            self.post(
                Post([self.model.drafts[claim.revision]._replace(replaces=None)], "goes well")
            )
        elif isinstance(act, Reviews) and self.model.latest:
            self.review(act)
        elif isinstance(act, Retry) and self.answered:
            name, sent, answer = self.answered[-1 - act.back % len(self.answered)]
            again = self.send(sent, name)
            assert (again.status_code, again.content) == (201, answer)

    def send(self, sent: object, name: str, query: str = "") -> Answer:
        return self.service.post(f"/claims{query}", sent, idempotency_key=name)

    def post(self, act: Post) -> None:
        model, name = self.model, f"post-{next(self.names)}"
        theatre = self.service.theatre
        sent = {"claims": [body(d, theatre, model.replaced(d)) for d in act.drafts]}
        refusal = model.refusal(act.drafts)
        if act.fate == "is tried dry":
            self.try_dry(act, self.send(sent, name, "?dry_run=true"), refusal)
            return
        if act.fate in BREAKING:
            with broken(self.service, committed=act.fate == "is not answered"):
                assert self.send(sent, name).status_code == (refusal or 503)
            if act.fate == "is not committed":
                return
        answer = self.send(sent, name)
        assert answer.status_code == (refusal or 201), answer.text
        if refusal is None:
            ids = model.record(act.drafts)
            assert [claim["id"] for claim in answer.json()["claims"]] == ids
            assert answer.json()["revision"] == model.head
            self.answered.append((name, sent, answer.content))

    def again(self, act: Again) -> None:
        """Post anew what was retracted, or else what would be recorded twice."""
        model = self.model
        said = [c for c in model.latest if model.standing(c) == "retracted"] or model.latest
        draft = model.drafts[said[act.back % len(said)].revision]
        self.post(Post([draft._replace(replaces=None)], "goes well"))

    def try_dry(self, act: Post, answer: Answer, refusal: int | None) -> None:
        assert answer.status_code == (refusal or 200), answer.text
        if refusal is not None:
            return
        after = self.model.with_batch(act.drafts)
        day = max(claim.latest for claim in after.latest[: len(act.drafts)])
        effect = answer.json()["effect"]
        before = self.model.statuses(day, "confirmed")
        assert effect["at"] == day.isoformat()
        assert effect["districts"] == [
            {"code": code, "before": before[code], "after": status}
            for code, status in after.statuses(day, "confirmed").items()
            if before[code] != status
        ]

    def review(self, act: Reviews) -> None:
        given = [(self.model.latest[n % len(self.model.latest)], to) for n, to in act.standings]
        sent = [{"claim": claim.revision, "standing": to, "reason": "drawn"} for claim, to in given]
        answer = self.service.post("/reviews", {"reviews": sent})
        after = deepcopy(self.model)
        for claim, to in given:
            if after.standing(after.claim(claim.revision)) == "retracted":
                assert answer.status_code == 409
                return
            after.review(claim.revision, to)
        assert answer.json()["revision"] == after.head
        self.model = after

    def get(self, path: str) -> Any:
        answer = self.service.get(path, **{"Min-Revision": str(self.model.head)})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def compare(self, day: date, policy: str, back: int, district: Place) -> None:
        """Compare feed, status, aggregates and history."""
        feed = self.get("/changes?limit=1000")
        assert [item["revision"] for item in feed["items"]] == [*range(1, self.model.head + 1)]
        assert [item["kind"] for item in feed["items"]] == self.model.kinds
        assert feed["head"] == self.model.head
        revision = max(self.model.head - back, 1)
        view = f"at={day}&policy={policy}&revision={revision}"
        ledger = self.model.ledger
        for place, item in zip(DISTRICTS, self.get(f"/status?{view}")["items"], strict=True):
            answer = ledger.status(place, day, revision, policy)
            assert (item["code"], item["status"]) == (place.code, answer.status)
            assert set(item["possible"]) == answer.possible
            confirmed = answer.last_confirmed and answer.last_confirmed.isoformat()
            assert (item["claim"], item["last_confirmed"]) == (answer.claim, confirmed)
        buckets = self.get(f"/aggregates?{view}")["buckets"]
        counted = {b["status"]: (b["count"], b["low"], b["high"]) for b in buckets if b["high"]}
        assert counted == ledger.counts(DISTRICTS, day, revision, policy)
        self.compare_history(district, policy, revision)

    def compare_history(self, district: Place, policy: str, revision: int) -> None:
        ledger = self.model.ledger
        path = f"/districts/{district.code}/history?policy={policy}&revision={revision}"
        history = self.get(path)
        assert [
            (period["status"], period["claims"][0], set(period["claims"]))
            for period in history["periods"]
        ] == ledger.periods(district, LAST, revision, policy)
        known = [c for c in self.model.latest if c.revision <= revision]
        assert [(item["id"], item["standing"]) for item in history["items"]] == [
            (c.revision, c.standing_at(revision)) for c in known if ledger.covers(c, district)
        ]


def start(service: Service) -> Desk:
    """Begin with the theatre as it is: places and sources, and nothing claimed."""
    control = frozenset({"north", "south"})
    kinds = [item["kind"] for item in service.get("/changes").json()["items"]]
    return Desk(service, Model(Ledger(service.theatre, DISTRICTS, control), kinds))


BREAKING = ("is not committed", "is not answered")


@contextmanager
def broken(service: Service, *, committed: bool) -> Iterator[None]:
    """Lose the connection at the commit: before it, or with it done and unheard of."""
    app: Any = service.client.app
    dialect = app.state.databases.writes.dialect
    commit = dialect.do_commit

    def lose(connection: Any) -> None:
        if committed:
            commit(connection)
        connection.driver_connection.close()
        raise psycopg.OperationalError("the connection is lost")

    dialect.do_commit = lose
    try:
        yield
    finally:
        dialect.do_commit = commit
