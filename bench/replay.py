"""How fast is PostgreSQL with the statements of a post, and nothing around them? pgbench tells.

A post is sent through the app, and what it sends to the database is written down as a script, in
one transaction as it was. Revisions follow on the head that the script locks, and what has to be
new each time is marked: the rest are the values that the service sent.
"""

import os
import re
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from sqlalchemy import event, make_url
from starlette.testclient import TestClient

from app.db.engines import PLANNED_ONCE
from app.db.install import find_or_install_postgres
from app.main import create_app
from app.settings import Settings
from bench.posts import draw_post
from bench.writers import Target

CONNECTIONS = 8
"""As many as the two workers of the service have for writes."""

SCRIPTS = 8
MARK, STEP = "pgbench-mark", 1000
LATE = "2100-01-01"
_LITERAL = re.compile(r"(?<!\w)(E?)'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w@])\d+(?!\w)")


def replay(settings: Settings, size: int, target: Target, folder: Path, seconds: int) -> float:
    """Run the statements of posts of a size for a time; give the claims per second."""
    files = []
    for number, script in enumerate(capture(settings, size, target)):
        file = folder / f"{size}-{number}.sql"
        file.write_text(script)
        files.append(f"--file={file}")
    url = make_url(settings.database_url.get_secret_value() if settings.database_url else "")
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        (
            str(find_or_install_postgres().programs / "pgbench"),
            *("--no-vacuum", "--protocol=prepared", "--jobs=2"),
            *(f"--client={CONNECTIONS}", f"--time={seconds}", *files),
        ),
        env={
            "PATH": os.defpath,
            "PGHOST": str(url.query["host"]),
            "PGOPTIONS": PLANNED_ONCE,
            "PGUSER": url.username or "",
            "PGPASSWORD": str(url.password),
            "PGDATABASE": url.database or "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if found is None or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench failed: {done.stdout}{done.stderr}")
    return float(found[1]) * size


def capture(settings: Settings, size: int, target: Target) -> list[str]:
    """Post through the app, and write down what it sends to the database."""
    app = create_app(settings)
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    event.listen(app.state.databases.writes, "before_cursor_execute", note)
    scripts = []
    random = Random(size)
    with TestClient(app) as client:
        for number in range(SCRIPTS):
            sent.clear()
            name = f"{MARK}-{size}-{number}"
            urls = [f"https://example.org/{name}/{n}" for n in range(size)]
            answer = client.post(
                f"{target.path}/claims",
                content=draw_post(random, target.said, urls),
                headers={
                    "Authorization": f"Bearer {target.key}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": name,
                },
            )
            answer.raise_for_status()
            scripts.append(script_of(settings, sent, answer.json()["claims"]))
    return scripts


def script_of(settings: Settings, sent: list[tuple[str, Any]], claims: list[dict[str, Any]]) -> str:
    """Write what a post sent as a script for pgbench; `claims` are those that it recorded."""
    revisions = range(claims[0]["id"], claims[-1]["id"] + 1)
    day, _, time = claims[0]["recorded_at"].removesuffix("Z").partition("T")
    lines = [r"\set mark random(1, 1000000000)", "BEGIN;"]
    url = make_url(settings.database_url.get_secret_value() if settings.database_url else "")
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        for statement, values in sent:
            sql = psycopg.ClientCursor(connection).mogrify(statement, values)
            # No head may go back in time, and the size of numbers is not that of these.
            sql = re.sub(rf"{day}([T ]){time}", rf"{LATE}\g<1>00:00:00.000000", sql)
            sql = re.sub(r"::int[248](?=\[\])", "::bigint", sql)
            written = with_variables(sql, revisions)
            if "FOR UPDATE" in statement:
                lines += [f"{written}\n\\gset", rf"\set next :revision / {STEP} + 1"]
            else:
                lines.append(f"{written};")
    return "\n".join([*lines, "COMMIT;", ""])


def with_variables(sql: str, revisions: range) -> str:
    """Let revisions count from the variable `next`, and marks be those of the variable `mark`."""

    def counted(found: re.Match[str]) -> str:
        number = int(found[0])
        return f"@{number - revisions[0] + 1:03}" if number in revisions else found[0]

    def literal(found: re.Match[str]) -> str:
        inside = found[2] if found[1] else found[2].replace("\\", r"\\")
        text = _NUMBER.sub(counted, inside)
        # pgbench would take what follows a colon for a variable
        quoted = f"E'{text}'".replace(":", r"\x3a")
        if text != inside or MARK in text:
            return f"replace(replace({quoted}, '@', :next::text), '{MARK}', :mark::text)"
        return quoted

    parts, last = [], 0
    for found in _LITERAL.finditer(sql):
        parts += [_outside(sql[last : found.start()], counted), literal(found)]
        last = found.end()
    return "".join([*parts, _outside(sql[last:], counted)])


def _outside(sql: str, counted: Any) -> str:
    return re.sub(r"@(\d{3})", rf"(:next * {STEP} + \1)", _NUMBER.sub(counted, sql))
