"""A read goes to a replica that is as far as the reader needs, and never to one that is not."""

from typing import Any, cast

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from app.db.databases import Database, Databases
from app.db.engines import replica_addresses
from app.db.heads import Head, Heads
from app.settings import Settings


class Told:
    """Heads that a test tells."""

    def __init__(self, *, sure: bool = True, **revisions: int) -> None:
        self.sure = sure
        self.known = {name: Head(number, None, 0) for name, number in revisions.items()}
        self.hurried = 0
        self.watchers: list[Any] = []

    def watch(self, watcher: Any) -> None:
        self.watchers.append(watcher)

    def hurry(self) -> None:
        self.hurried += 1


def database(told: Told) -> Database:
    return Database(create_engine("postgresql+psycopg://"), cast("Heads", told))


def databases(primary: Told, *replicas: Told) -> Databases:
    writes, aside = (create_engine("postgresql+psycopg://") for _ in range(2))
    return Databases(database(primary), writes, aside, [database(replica) for replica in replicas])


def chosen(of: Databases, theatre: str | None = "AF", least: int = 0) -> set[str]:
    """Name the databases that reads go to: `primary`, or a replica's number."""
    names: dict[Engine, str] = {of.primary.engine: "primary"}
    names |= {replica.engine: str(n) for n, replica in enumerate(of.replicas)}
    return {names[of.reader(theatre, least)] for _ in range(6)}


def test_reads_take_turns_among_replicas_that_have_what_the_primary_has() -> None:
    assert chosen(databases(Told(AF=7), Told(AF=7), Told(AF=6), Told(AF=8))) == {"0", "2"}


@pytest.mark.parametrize(
    "replica", [Told(AF=6), Told(sure=False, AF=7), Told(), Told(UA=9)], ids=str
)
def test_one_that_lags_or_is_gone_is_passed_over(replica: Told) -> None:
    assert chosen(databases(Told(AF=7), replica)) == {"primary"}


def test_a_client_that_wants_more_gets_it_from_who_has_it() -> None:
    three = databases(Told(AF=7), Told(AF=7), Told(AF=9))
    assert chosen(three, least=7) == {"0", "1"}
    assert chosen(three, least=8) == {"1"}
    assert chosen(three, least=10) == {"primary"}


def test_another_theatre_that_lags_does_not_matter_but_where_all_are_shown() -> None:
    two = databases(Told(AF=7, UA=3), Told(AF=7, UA=2))
    assert (chosen(two, "AF"), chosen(two, "UA"), chosen(two, None)) == (
        {"0"},
        {"primary"},
        {"primary"},
    )
    assert chosen(two, "none") == {"primary"}


def test_without_the_primary_the_farthest_replica_leads() -> None:
    three = databases(Told(sure=False, AF=9), Told(AF=7), Told(AF=8))
    assert (three.sure, three.known["AF"].revision) == (True, 8)
    assert chosen(three) == {"1"}
    assert three.states() == ("away", ["behind", "ready"])
    assert three.is_newest(three.primary.engine)
    assert not three.is_newest(three.replicas[1].engine)


def test_without_any_nothing_is_sure_and_the_primary_is_tried() -> None:
    two = databases(Told(sure=False, AF=9), Told(sure=False, AF=9))
    assert (two.sure, chosen(two), two.states()) == (False, {"primary"}, ("away", ["away"]))


def test_replicas_are_asked_at_once_when_the_primary_has_moved() -> None:
    primary, replica = Told(), Told()
    databases(primary, replica)
    for watcher in primary.watchers:
        watcher()
    assert replica.hurried == 1


def test_each_host_is_a_replica_of_its_own() -> None:
    def hosts(url: str) -> list[tuple[object, ...]]:
        found = replica_addresses(Settings(read_database_url=SecretStr(url)))
        names = ("host", "port", "target_session_attrs")
        return [tuple(address.query.get(name) for name in names) for address in found]

    one = "postgresql://frontline:hush@"
    assert replica_addresses(Settings()) == []
    assert hosts(f"{one}a/db") == [("a", "5432", None)]
    assert hosts(f"{one}a,b:6000/db") == [("a", "5432", None), ("b", "6000", None)]
    assert hosts(f"{one}a,b/db?port=7000") == [("a", "7000", None), ("b", "7000", None)]
    both = [("a", "1", "standby"), ("b", "2", "standby")]
    assert hosts(f"{one}a:1,b:2/db?target_session_attrs=standby") == both


def test_a_replica_that_takes_nobody_is_passed_over_for_the_primary() -> None:
    two = databases(Told(AF=7), Told(AF=7))
    lent: list[Engine] = []

    def refuse(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    def take(*_: object) -> None:
        lent.append(two.primary.engine)
        raise LookupError

    event.listen(two.replicas[0].engine, "do_connect", refuse)
    event.listen(two.primary.engine, "do_connect", take)
    with pytest.raises(LookupError):
        two.lend("AF")
    assert lent == [two.primary.engine]
