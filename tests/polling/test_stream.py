"""A reader of the feed sees every event once and in order, whatever is cut off, and whenever."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Engine, text

from tests.polling.feed import Feed, serving, workers_of
from tests.writes.conftest import Serve, Service, claim

WRITERS, POSTS, READERS, WORKERS = 8, 6, 20, 2
LISTENERS = text("""
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE application_name = 'frontline heads' AND datname = current_database()
""")


def test_nobody_misses_anything_while_listeners_are_cut_and_a_worker_is_killed(
    service: Service,
) -> None:
    head = service.head()
    until = head + WRITERS * POSTS
    acknowledged: list[int] = []

    with (
        serving(service.settings, WORKERS) as (port, supervisor),
        ThreadPoolExecutor(WRITERS + READERS) as pool,
    ):
        feed = Feed(port, service.path)

        def write(writer: int) -> None:
            for n in range(POSTS):
                body = claim(report={"url": f"https://example.org/{writer}/{n}"})
                name = f"{service.theatre}-{writer}-{n}"
                acknowledged.append(feed.write(body, service.keys["desk"], name))

        reading = [pool.submit(feed.follow, until, seed) for seed in range(READERS)]
        writing = [pool.submit(write, n) for n in range(WRITERS)]
        wait_until(lambda: len(acknowledged) > WRITERS, writing)
        assert cut_listeners(service.engine) >= WORKERS
        killed = min(workers_of(supervisor))
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: len(acknowledged) > WRITERS * POSTS // 2, writing)
        cut_listeners(service.engine)
        for written in writing:
            written.result()
        assert sorted(acknowledged) == list(range(head + 1, until + 1))
        for reader in reading:
            assert reader.result() == list(range(1, until + 1))
        wait_until(lambda: len(workers_of(supervisor) - {killed}) == WORKERS)
    assert service.wrong() == []


def cut_listeners(engine: Engine) -> int:
    """Cut the connections on which the workers hear of writes; tell how many there were."""
    with engine.begin() as connection:
        cut: int = connection.execute(LISTENERS).scalar_one()
        return cut


def wait_until(is_so: Callable[[], bool], work: Sequence[Future[None]] = ()) -> None:
    """Wait, but not for ever, nor for work that failed."""
    until = time.monotonic() + 30
    while not is_so():
        for done in work:
            if done.done():
                done.result()
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_stream_of_nothing_known_is_refused(service: Service) -> None:
    assert service.client.get("/v1/theatres/none/changes/stream").status_code == 404
    assert service.get("/changes/stream?since=1").status_code == 400
    assert service.get("/changes/stream", **{"Last-Event-ID": "x"}).status_code in {400, 422}
    assert service.get("/changes/stream", Accept="application/json").status_code == 406


def test_a_worker_takes_only_so_many_streams(serve: Serve) -> None:
    full = serve(streams=0).get("/changes/stream")
    assert (full.status_code, "Retry-After" in full.headers) == (503, True)
