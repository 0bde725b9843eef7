"""No key, no address and nothing that was posted gets into a log, whatever goes wrong."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from tests.writes.conftest import Service, claim

FRONTLINE = Path(sys.executable).with_name("frontline")
CLIENT = "127.0.0.2"
SAID = "marigold"
BROKEN = text("ALTER TABLE redactable_texts ADD CHECK (value <> 'marigold') NOT VALID")


@contextmanager
def serving(service: Service, log: Path) -> Iterator[int]:
    """Run `frontline serve` at its most talkative; give the port."""
    url = service.settings.database_url
    assert url is not None
    own = {"DATABASE_URL": url.get_secret_value(), "PORT": "0", "LOG_LEVEL": "debug"}
    env = os.environ | {f"FRONTLINE_{name}": value for name, value in own.items()}
    with log.open("w") as out:
        process = subprocess.Popen(
            [FRONTLINE, "serve"], stdout=subprocess.PIPE, stderr=out, env=env
        )
        assert process.stdout is not None
        try:
            found = re.search(rb":(\d+) ", process.stdout.readline())
            assert found is not None
            yield int(found[1])
        finally:
            process.terminate()
            process.communicate()


def ask(port: int, method: str, path: str, body: object = None, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=(CLIENT, 0))
    raw = None if body is None else json.dumps(body)
    connection.request(method, path, raw, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_logs_hold_no_key_no_address_and_nothing_posted(
    service: Service, tmp_path: Path, home: Path
) -> None:
    key = service.keys["desk"]
    bearer = {"Authorization": f"Bearer {key}"}
    claims, log = f"{service.path}/claims", tmp_path / "log"
    with service.engine.begin() as connection:
        connection.execute(BROKEN)
    with serving(service, log) as port:
        assert ask(port, "POST", claims, claim(note=SAID), **bearer) == 500
        assert ask(port, "POST", claims, claim(place=SAID), **bearer) == 422
        assert ask(port, "POST", claims, claim(note=SAID), Authorization=f"Bearer {SAID}") == 401
        assert ask(port, "POST", claims, claim(), **bearer, **{"X-Request-Id": "seen"}) == 201
        assert ask(port, "GET", f"{service.path}/districts?q={SAID}", **bearer) == 200
        assert ask(port, "GET", f"/{SAID}") == 404
    said = log.read_text()
    assert "Traceback" in said
    (servers_own,) = home.rglob("server.log")
    for text_ in (said, servers_own.read_text()):
        assert "violates check constraint" in text_
        for secret in (SAID, key, key.split("_")[2], CLIENT):
            assert secret not in text_
