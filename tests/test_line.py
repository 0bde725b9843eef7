"""A database that has fallen silent is not waited for; one that is slow is."""

import psycopg
import pytest
from sqlalchemy import make_url

from app.db.line import SILENT_FOR_S, Line, Patient
from app.settings import Settings

LONG = "SELECT pg_sleep(600)"
SHORT = "SELECT pg_sleep(1.2)"  # longer than what a question gets of one that is silent


@pytest.fixture
def conninfo(settings: Settings) -> str:
    assert settings.database_url is not None
    url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def silent(line: Line) -> None:
    """Have a line that is watched, and on which nothing was heard for long."""
    line.watched, line.heard_at = True, line.heard_at - SILENT_FOR_S - 1


def test_what_is_asked_of_silence_is_given_up(conninfo: str) -> None:
    line = Line()
    connection = line.connect(conninfo, autocommit=True)
    silent(line)
    with pytest.raises(psycopg.OperationalError, match="silent"):
        connection.execute(LONG)
    assert connection.closed


def test_a_slow_statement_is_waited_for_while_others_are_answered(conninfo: str) -> None:
    line = Line()
    with (
        line.connect(conninfo, autocommit=True) as slow,
        line.connect(conninfo, autocommit=True) as other,
    ):
        silent(line)
        other.execute("SELECT 1")
        assert not line.silent
        slow.execute(SHORT)


def test_a_command_waits_as_long_as_it_takes(conninfo: str) -> None:
    line = Line()
    with line.connect(conninfo, autocommit=True) as connection:
        silent(line)
        line.watched = False
        connection.execute(SHORT)


def test_nobody_queues_up_to_be_refused(conninfo: str) -> None:
    line = Line()
    with pytest.raises(psycopg.OperationalError):
        line.connect("host=/nowhere")
    with pytest.raises(psycopg.OperationalError, match="a moment ago"):
        line.connect(conninfo)
    with line.reach(conninfo) as watching:  # who watches tries all the same
        assert isinstance(watching, Patient)
    with line.connect(conninfo):
        silent(line)
        with pytest.raises(psycopg.OperationalError, match="a moment ago"):
            line.connect(conninfo)
