"""A log is lines of JSON: one for each request that was not held, with its id and its key's."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.api.request_id import CURRENT
from app.cli.logs import JsonLines, Sentences, log_config
from app.services.issue_key import list_keys, revoke_key
from app.settings import Settings
from tests.serving import ask, hold, lines, serving
from tests.writes.conftest import Service, claim


def ids(service: Service) -> dict[str, str]:
    """Give the ids of the keys, by the names that the tests have for them."""
    with service.engine.connect() as connection:
        return {key.name.split()[0]: key.id for key in list_keys(connection)}


def bearer(service: Service, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.keys[name]}"}


def test_each_request_that_is_not_held_has_its_line(service: Service, tmp_path: Path) -> None:
    claims, log, known = f"{service.path}/claims", tmp_path / "log", ids(service)
    with service.engine.begin() as connection:
        revoke_key(connection, known["analyst"])
    asked = [
        ("recorded", "POST", claims, "desk", 201, known["desk"]),
        ("no-scope", "POST", claims, "reviewer", 403, known["reviewer"]),
        ("revoked", "POST", claims, "analyst", 401, known["analyst"]),
        ("no-key", "POST", claims, None, 401, None),
        ("nowhere", "GET", "/marigold", None, 404, None),
        ("districts", "GET", f"{service.path}/districts", None, 200, None),
        ("held", "GET", f"{service.path}/status", None, 200, None),
        ("probe", "GET", "/readyz", None, 200, None),
    ]
    began = datetime.now(UTC)
    with serving(service.settings, log, WORKERS="1") as port:
        for name, method, path, key, status, _ in asked:
            headers = {"X-Request-Id": name} | (bearer(service, key) if key else {})
            body = claim() if method == "POST" else None
            if name == "held":
                hold(port, path)
            assert ask(port, method, path, body, **headers) == status, name
    everything = lines(log)
    assert any(line["logger"] == "uvicorn.error" for line in everything)
    assert len({line["process"] for line in everything}) == 2
    told = {line["request_id"]: line for line in everything if "status" in line}
    not_told = {name for name, *_ in asked} - told.keys()
    assert not_told == {"held", "probe"}
    for name, method, path, _, status, key_id in asked:
        if name not in not_told:
            line = told[name]
            route = path.replace(service.theatre, "{theatre}") if name != "nowhere" else "none"
            wanted = {"method": method, "route": route, "status": status, "level": "info"}
            assert line.items() >= wanted.items()
            assert line.get("key") == key_id
            assert 0 < line["ms"] < 60_000
            at = datetime.fromisoformat(line["at"])
            assert began <= at <= datetime.now(UTC)
            assert at.utcoffset() == timedelta(0)


def test_text_is_for_who_asks_for_it(service: Service, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(service.settings, log, LOG_FORMAT="text") as port:
        assert ask(port, "GET", "/marigold", **{"X-Request-Id": "seen"}) == 404
    (line,) = [line for line in log.read_text().splitlines() if "seen" in line]
    at, level, *words = line.split()
    assert datetime.fromisoformat(at).tzinfo
    assert (level, words[:3], words[-1]) == ("INFO", ["GET", "none", "404"], "request=seen")


@pytest.mark.parametrize(
    ("format_", "terminal", "formatter"),
    [
        (None, True, Sentences),
        (None, False, JsonLines),
        ("json", True, JsonLines),
        ("text", False, Sentences),
    ],
)
def test_a_terminal_gets_sentences_and_all_else_json(
    monkeypatch: pytest.MonkeyPatch, format_: Any, terminal: object, formatter: type
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    config = log_config(Settings(log_format=format_))
    assert config["formatters"]["line"]["()"] is formatter


def test_a_line_break_in_a_message_makes_no_second_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "one\n%s", ("two",), None)
    assert CURRENT.get() is None
    assert "\n" not in JsonLines().format(record)
