"""No key, no address and nothing that was posted gets into a log, whatever goes wrong."""

from pathlib import Path

from sqlalchemy import text

from tests.serving import CLIENT, ask, serving
from tests.writes.conftest import Service, claim

SAID = "marigold"
BROKEN = text("ALTER TABLE redactable_texts ADD CHECK (value <> 'marigold') NOT VALID")


def test_logs_hold_no_key_no_address_and_nothing_posted(
    service: Service, tmp_path: Path, home: Path
) -> None:
    key = service.keys["desk"]
    bearer = {"Authorization": f"Bearer {key}"}
    claims, log = f"{service.path}/claims", tmp_path / "log"
    with service.engine.begin() as connection:
        connection.execute(BROKEN)
    with serving(service.settings, log, LOG_LEVEL="debug") as port:
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
