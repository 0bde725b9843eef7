"""Do the tests keep away from real data, and does the service's connection have only its rights?"""

import pytest
from sqlalchemy import Connection, make_url, text

from tests.conftest import AsOwner, settings_for

USER = text("SELECT current_user")


def test_a_database_that_is_not_for_tests_is_refused() -> None:
    real, trial = make_url("postgresql:///frontline"), make_url("postgresql:///frontline_test")
    settings_for(trial, trial)
    for urls in ((real, trial), (trial, real)):
        with pytest.raises(ValueError, match="_test"):
            settings_for(*urls)


def test_each_connection_has_its_role(connection: Connection, as_owner: AsOwner) -> None:
    assert connection.scalar(USER) == "frontline"
    with as_owner(connection):
        assert connection.scalar(USER) == "frontline_owner"
    assert connection.scalar(USER) == "frontline"


def test_statements_are_counted_without_savepoints(
    connection: Connection, statements: list[str]
) -> None:
    with connection.begin_nested():
        connection.scalar(USER)
    assert statements == [str(USER)]
