"""Do the statements of a post become a script that can run again and again?"""

import pytest

from bench.replay import MARK, with_variables

REVISIONS = range(41, 43)
NEW_EACH_TIME = "replace(replace(E'{}', '@', :next::text), 'pgbench-mark', :mark::text)"


@pytest.mark.parametrize(
    ("sql", "script"),
    [
        ("SELECT 1, x2 WHERE id = 'AF'", "SELECT 1, x2 WHERE id = E'AF'"),
        ("SET revision=42::BIGINT", "SET revision=(:next * 1000 + 002)::BIGINT"),
        ("'{41,42,43}'::bigint[]", NEW_EACH_TIME.format("{@001,@002,43}") + "::bigint[]"),
        (f"'x/{MARK}/1'", NEW_EACH_TIME.format("x/pgbench-mark/1")),
        ("'[{\"claim\":2}]'", "E'[{\"claim\"\\x3a2}]'"),
        (r"'\x4142'::bytea", r"E'\\x4142'::bytea"),
        (r"E'\\x42 it''s'", r"E'\\x42 it''s'"),
    ],
)
def test_what_is_new_each_time_is_a_variable(sql: str, script: str) -> None:
    assert with_variables(sql, REVISIONS) == script
