"""A reader of the stream sees every event once and in order, however often it is cut off."""

import http.client
import random
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from app.main import create_app
from tests.polling.conftest import served
from tests.writes.conftest import Service, claim

WRITERS, POSTS, READERS = 8, 6, 10


def read_some(port: int, path: str, after: int, most: int) -> list[int]:
    """Read up to `most` events of the stream as a client does, then leave without a word."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Last-Event-ID": str(after)} if after % 2 else {}
    connection.request("GET", f"{path}?after={0 if headers else after}", headers=headers)
    answer = connection.getresponse()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    seen: list[int] = []
    while len(seen) < most:
        line = answer.readline().decode()
        if line.startswith("id: "):
            seen.append(int(line[4:]))
    connection.close()
    return seen


def follow(service: Service, port: int, until: int) -> list[int]:
    """Follow the feed up to a revision, now by stream, now by page, leaving at random."""
    chance = random.Random(until)  # noqa: S311 - a test's
    seen: list[int] = []
    while not seen or seen[-1] < until:
        after = seen[-1] if seen else 0
        if chance.random() < 0.3:
            page = service.get(f"/changes?after={after}&limit={chance.randint(1, 9)}").json()
            seen += [item["revision"] for item in page["items"]]
        else:
            most = min(chance.randint(1, 9), until - after)
            seen += read_some(port, f"{service.path}/changes/stream", after, most)
    return seen


def test_nobody_misses_anything_while_all_write_and_listeners_are_cut(service: Service) -> None:
    head = service.head()
    until = head + WRITERS * POSTS

    def write(writer: int) -> list[int]:
        bodies = (claim(report={"url": f"https://example.org/{writer}/{n}"}) for n in range(POSTS))
        return [service.post("/claims", body).json()["revision"] for body in bodies]

    with (
        served(create_app(service.settings)) as port,
        ThreadPoolExecutor(WRITERS + READERS) as pool,
    ):
        reading = [pool.submit(follow, service, port, until) for _ in range(READERS)]
        writing = [pool.submit(write, n) for n in range(WRITERS)]
        with service.engine.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'frontline heads'"
                )
            )
        acknowledged = sorted(revision for done in writing for revision in done.result())
        assert acknowledged == list(range(head + 1, until + 1))
        for reader in reading:
            assert reader.result(60) == list(range(1, until + 1))


def test_a_stream_of_nothing_known_is_refused(service: Service) -> None:
    assert service.client.get("/v1/theatres/none/changes/stream").status_code == 404
    assert service.get("/changes/stream?since=1").status_code == 400
    assert service.get("/changes/stream", **{"Last-Event-ID": "x"}).status_code in {400, 422}
