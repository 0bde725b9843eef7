"""A theatre is one shard: every statement about it finds its rows by the theatre, in every table.

The tables are parted by theatre here, as a sharded engine would part them, and PostgreSQL tells for
each statement which parts it read. It takes no primary, unique or foreign key that crosses a part.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, MetaData, Table, event, func, select
from sqlalchemy.pool import Pool
from starlette.testclient import TestClient

from app.db.engines import owner_engine
from app.db.grants import grant_service
from app.db.models import claims, metadata, places, reviews, theatres
from app.db.provision import SERVICE
from app.main import create_app
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from app.settings import Settings
from tests.api.reads import AF, DATED, LISTS, READS, adding
from tests.conftest import AFGHANISTAN, empty_database, superuser_engine
from tests.ogc.conftest import FEATURES, ITEMS
from tests.writes.conftest import claim

ANOTHER = Path(__file__).parents[1] / "data" / "examples" / "crownland"
OF_ALL_THEATRES = {"keys", "answered"}
"""They are small, and belong to writers: a sharded engine has a copy on each node."""

PLANS = (
    "session_preload_libraries = auto_explain",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_nested_statements = on",
    "auto_explain.log_format = json",
    "auto_explain.log_level = notice",
)
REPORT = {"url": "https://example.org/a", "published_on": "2021-08-13"}
FIGURE = {
    "date": "2021-08-12",
    "place": "AF",
    "denominator": "421",
    "unit": "districts",
    "values": {"taliban": "300"},
    "report": REPORT,
    "source": "lwj",
}


class Read(NamedTuple):
    """A part of a table that a statement read or wrote, and the statement."""

    part: str
    statement: str


class Plans(list[Read]):
    """What was read since it was cleared, as PostgreSQL tells it."""

    def note(self, diagnostic: Any) -> None:
        """Read a notice, if it is a plan."""
        _, mark, plan = (diagnostic.message_primary or "").partition("plan:\n")
        if mark:
            told = json.loads(plan)
            self.extend(Read(part, told["Query Text"]) for part in _parts(told["Plan"]))

    def astray(self) -> set[str]:
        """Name the statements that read of another theatre than Afghanistan."""
        return {f"{read.part}: {read.statement}" for read in self if read.part.endswith("_rest")}


def _parts(plan: dict[str, Any]) -> Iterator[str]:
    """Name the tables that a plan went to; those that it left out were never executed."""
    if plan.get("Actual Loops", 0) > 0 and "Relation Name" in plan:
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from _parts(inner)


def column_of(table: Table) -> str | None:
    """Name the column by which a table is parted."""
    return "id" if table is theatres else "theatre" if "theatre" in table.c else None


@pytest.fixture(scope="module")
def sharded(home: Path) -> Settings:
    """A database whose tables are parted: one part for Afghanistan, and one for the rest."""
    settings = empty_database(home)
    engine = owner_engine(settings)
    parted = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        copy, column = table.to_metadata(parted), column_of(table)
        if column:
            copy.dialect_options["postgresql"]["partition_by"] = f"LIST ({column})"
    with engine.begin() as connection:
        names = [table.name for table in metadata.sorted_tables]
        connection.exec_driver_sql(f"DROP TABLE {', '.join(names)} CASCADE")
        parted.create_all(connection)
        for name in names:
            if name not in OF_ALL_THEATRES:
                for part, of in (("af", "FOR VALUES IN ('AF')"), ("rest", "DEFAULT")):
                    part_of = f"CREATE TABLE {name}_{part} PARTITION OF {name} {of}"
                    connection.exec_driver_sql(part_of)
        grant_service(connection, SERVICE)
    for folder in (AFGHANISTAN, ANOTHER):
        load(engine, folder)
    with superuser_engine(home, engine.url).begin() as connection:
        for setting in PLANS:
            connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET {setting}")
    return settings


@pytest.fixture(scope="module")
def plans() -> Iterator[Plans]:
    """The plans of all statements that engines send from now on."""
    plans = Plans()

    def listen(connection: Any, _: object) -> None:
        connection.add_notice_handler(plans.note)

    event.listen(Pool, "connect", listen)
    yield plans
    event.remove(Pool, "connect", listen)


Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(sharded: Settings, plans: Plans) -> Iterator[Ask]:
    """Ask the service, or with a body post to it; give the good answer's status."""
    with owner_engine(sharded).begin() as connection:
        key = create_key(connection, "desk", list(Scope))
    app = create_app(sharded.model_copy(update={"held_bytes": 0}))
    bearer = {"Authorization": f"Bearer {key}"}
    with TestClient(app) as client:

        def send(path: str, body: object = None, **headers: str) -> Any:
            plans.clear()
            if body is None:
                answer = client.get(path)
            else:
                answer = client.post(f"{AF}{path}", json=body, headers=bearer | headers)
            assert answer.status_code in {200, 201}, answer.text
            assert plans
            return answer

        yield send


def test_no_table_but_two_is_of_all_theatres() -> None:
    without = {table.name for table in metadata.sorted_tables if column_of(table) is None}
    assert without == OF_ALL_THEATRES


def test_a_reference_stays_in_its_theatre() -> None:
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            own, other = column_of(table), column_of(key.referred_table)
            if own and other:
                pairs = {(e.parent.name, e.column.name) for e in key.elements}
                assert (own, other) in pairs, key.name


PAST = "at=2021-07-07&known_at=2021-07-08"
ADDRESSES = [
    *(address for address in READS if address != "/v1/theatres"),
    *(adding(address, PAST) for address in DATED),
    *(adding(address, "policy=majority") for address in DATED),
    *LISTS,
    f"{AF}/export",
    f"{AF}/claims?place=Kunduz%20city&source=aan&standing=confirmed&limit=1",
    f"{AF}/districts?q=Qala&province=Badghis&set=afg-398&bbox=60,30,70,40&point=63.1,35",
    f"{AF}/status?province=Badghis&bbox=60,30,70,40&f=geojson&policy=source:aan",
    f"{AF}/aggregates?by=province&evidence=true",
    f"{AF}/status?stale_after=30&at=2021-08-01",
    f"{AF}/diff?revision_from=554&revision_to=555",
    *ITEMS,
    *FEATURES,
]


@pytest.mark.parametrize("address", dict.fromkeys(ADDRESSES))
def test_a_read_stays_in_its_theatre(ask: Ask, plans: Plans, address: str) -> None:
    ask(address)
    assert plans.astray() == set()


def test_a_write_stays_in_its_theatre(ask: Ask, plans: Plans) -> None:
    body = claim(place="AF32", status="taliban", valid_from="2021-08-12", source="lwj")
    posted = body | {"except": ["AF3201"], "report": REPORT, "speaker": "Someone"}
    ask("/claims?dry_run=true", posted)
    assert plans.astray() == set()
    ids = []
    for n in range(7):  # the driver prepares what comes back, and PostgreSQL plans it anew
        report = {"report": {"url": f"https://example.org/{n}"}}
        made = ask("/claims", posted | report, **{"Idempotency-Key": f"key-{n}"})
        assert plans.astray() == set()
        ids.append(made.json()["claims"][0]["id"])
    acts: list[tuple[str, object]] = [
        ("/claims", posted | {"report": {"url": "https://example.org/r"}, "replaces": ids[0]}),
        (f"/claims/{ids[1]}/reviews", {"standing": "confirmed", "reason": "seen"}),
        ("/reviews", {"reviews": [{"claim": ids[2], "standing": "rejected", "reason": "no"}]}),
        (f"/claims/{ids[3]}/redactions", {"fields": ["speaker"], "reason": "danger"}),
        ("/sources", {"id": "new", "name": "New", "kind": "media"}),
        ("/figures", FIGURE),
    ]
    for path, act in acts:
        ask(path, act)
        assert plans.astray() == set(), path


def test_a_statement_that_does_not_is_found(sharded: Settings, plans: Plans, ask: Ask) -> None:
    assert ask(AF)
    for statement in (
        select(claims.c.revision).where(claims.c.revision == 5),
        select(func.count()).select_from(places),
        select(claims.c.revision)
        .join(reviews, reviews.c.claim == claims.c.revision)
        .where(claims.c.theatre == "AF"),
    ):
        plans.clear()
        _run(owner_engine(sharded), statement)
        assert len(plans.astray()) == 1, statement


def _run(engine: Engine, statement: Any) -> None:
    with engine.connect() as connection:
        connection.execute(statement).all()
