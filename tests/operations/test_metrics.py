"""The figures move with what happens: requests, held answers, the pool, the feed, streams."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

from app.api.metrics import HELD_STEP
from app.db.engines import readers
from app.main import Frontline
from tests.operations.figures import Figures
from tests.serving import ask, lines, serving
from tests.writes.conftest import Service, claim

CONFIRMED = 'frontline_heads_confirmed_timestamp_seconds{database="primary"}'
T = "/v1/theatres/{theatre}"


def scrape(service: Service) -> Figures:
    answer = service.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return Figures.of(answer.text)


def scrape_until(service: Service, name: str, least: float) -> Figures:
    """Scrape until a gauge is as high: other apps of this process set it each second, too."""
    until = time.monotonic() + 10
    while (seen := scrape(service))[name] < least and time.monotonic() < until:
        time.sleep(0.02)
    return seen


def app_of(service: Service) -> Frontline:
    app = service.client.app
    assert isinstance(app, Frontline)
    return app


def test_requests_are_counted_and_timed_by_route(service: Service) -> None:
    before = scrape(service)
    for _ in range(3):
        service.client.get("/healthz")
    service.post("/claims", claim())
    service.client.get("/marigold")
    service.client.request("BREW", "/marigold")
    after = scrape(service)
    for name, method, route, status, more in (
        ("frontline_requests_total", "GET", "/healthz", 200, 3),
        ("frontline_requests_total", "POST", f"{T}/claims", 201, 1),
        ("frontline_requests_total", "GET", "none", 404, 1),
        ("frontline_requests_total", "other", "none", 404, 1),
        ("frontline_request_seconds_count", "POST", f"{T}/claims", None, 1),
    ):
        now, then = (f.of_route(name, method, route, status) for f in (after, before))
        assert now - then == more, (method, route)
    assert not any("marigold" in name for name in after)
    took = after.of_route("frontline_request_seconds_sum", "POST", f"{T}/claims")
    assert took > before.of_route("frontline_request_seconds_sum", "POST", f"{T}/claims")


def test_held_answers_are_counted_apart_from_those_that_are_made(service: Service) -> None:
    before = scrape(service)
    for _ in range(2 * HELD_STEP):
        service.get("/status")
    service.get("/status", **{"If-None-Match": '"x"'})  # the same question in other words
    after = scrape(service)
    assert after.since(before, "frontline_made_answers_total") == 1
    assert after.since(before, "frontline_held_answers_total") == 2 * HELD_STEP
    route = ("frontline_requests_total", "GET", f"{T}/status", 200)
    assert after.of_route(*route) - before.of_route(*route) == 1
    least = len(service.get("/status").content)
    assert scrape_until(service, "frontline_held_bytes", least)["frontline_held_bytes"] >= least


def test_the_revision_and_the_instant_of_the_heads_move(service: Service) -> None:
    name = f'frontline_revision{{theatre="{service.theatre}"}}'
    before = scrape(service)
    assert before[name] == service.head()
    service.post("/claims", claim())
    assert scrape(service)[name] == service.head() > before[name]
    assert abs(time.time() - before[CONFIRMED]) < 60
    until = time.monotonic() + 20
    while scrape(service)[CONFIRMED] == before[CONFIRMED] and time.monotonic() < until:
        time.sleep(0.1)
    assert scrape(service)[CONFIRMED] > before[CONFIRMED]


def test_connections_and_those_who_wait_for_one_are_counted(service: Service) -> None:
    pool = app_of(service).state.databases.primary.engine.pool
    size = pool.size()
    lent = [pool.connect() for _ in range(size)]
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(pool.connect)
        full = scrape_until(service, 'frontline_pool_waiting{pool="reads"}', 1)
        for connection in lent:
            connection.close()
        waiting.result().close()
    assert full['frontline_pool_size{pool="reads"}'] == size
    assert full['frontline_pool_in_use{pool="reads"}'] == size
    assert full['frontline_pool_waiting{pool="reads"}'] == 1
    after = scrape(service)
    assert after['frontline_pool_in_use{pool="reads"}'] == 0
    assert after['frontline_pool_waiting{pool="reads"}'] == 0
    assert after['frontline_pool_size{pool="writes"}'] > 0


def test_writes_that_wait_and_requests_in_flight_are_counted(service: Service) -> None:
    with service.engine.begin() as connection, ThreadPoolExecutor() as threads:
        connection.exec_driver_sql(
            "SELECT FROM theatres WHERE id = %(id)s FOR UPDATE", {"id": service.theatre}
        )
        posts = [
            threads.submit(service.post, "/claims", claim(note=f"number {n}")) for n in range(3)
        ]
        busy = scrape_until(service, "frontline_writers_waiting", 2)
        connection.rollback()
        assert sorted(post.result().status_code for post in posts) == [201, 409, 409]
    assert busy["frontline_writers_waiting"] == 2
    assert busy["frontline_requests_in_flight"] == 4  # the scrape is one
    after = scrape(service)
    assert after["frontline_writers_waiting"] == 0
    assert after["frontline_requests_in_flight"] == 1


def test_open_streams_are_counted(service: Service) -> None:
    streams = app_of(service).state.streams
    assert scrape(service)["frontline_streams_open"] == 0
    streams.take()
    try:
        assert scrape_until(service, "frontline_streams_open", 1)["frontline_streams_open"] == 1
    finally:
        streams.open -= 1


def test_the_figures_are_those_of_all_workers_that_live(service: Service, tmp_path: Path) -> None:
    log, route = tmp_path / "log", ("frontline_requests_total", "GET", "/healthz", 200)
    size = 'frontline_pool_size{pool="reads"}'
    wanted = 2 * readers(service.settings.model_copy(update={"pool_size": 5}))

    def of_service() -> Figures:
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            return Figures.of(answer.read().decode())

    def until_there_are(workers: int) -> None:
        """Wait until each has set its gauges, and has been told the heads: at first that is 0."""
        until = time.monotonic() + 60
        while len(started(log)) < workers or of_service()[size] != wanted or not told():
            assert time.monotonic() < until, (started(log), of_service()[size])
            time.sleep(0.1)

    def told() -> bool:
        return of_service()[CONFIRMED] > 0

    with serving(service.settings, log, WORKERS="2", POOL_SIZE="5") as port:
        until_there_are(2)
        for _ in range(30):
            assert ask(port, "GET", "/healthz") == 200
        assert {of_service().of_route(*route) for _ in range(6)} == {30}
        assert abs(time.time() - of_service()[CONFIRMED]) < 60
        assert all_know(port, service, service.head())
        service.post("/claims", claim())
        assert all_know(port, service, service.head())
        os.kill(started(log)[0], signal.SIGKILL)
        until_there_are(3)
        assert of_service().of_route(*route) == 30  # what a worker did stays done


def all_know(port: int, service: Service, revision: int) -> bool:
    """Ask one worker, on one connection, until all of them are told to know a revision."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        for _ in range(200):
            connection.request("GET", "/metrics")
            figures = Figures.of(connection.getresponse().read().decode())
            if figures[f'frontline_revision{{theatre="{service.theatre}"}}'] == revision:
                return True
            time.sleep(0.05)
    return False


def started(log: Path) -> list[int]:
    """Give the processes of the workers that began to serve."""
    return [each["process"] for each in lines(log) if "startup complete" in each["message"]]
