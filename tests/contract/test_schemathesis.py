"""Does a served app keep its OpenAPI? Schemathesis asks it, in all its phases."""

import subprocess
import sys
from pathlib import Path

from app.db.engines import owner_engine
from app.main import create_app
from app.services.issue_key import Scope, create_key
from app.services.load_theatre import load
from tests.conftest import AFGHANISTAN, NewDatabase
from tests.polling.conftest import served

CONFIG = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
LONGEST = 20_000
"""Signs of its report that are shown: it quotes what it sent."""


def test_no_answer_is_an_error_or_against_the_contract(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    settings = new_database()
    load(owner_engine(settings), AFGHANISTAN)
    with owner_engine(settings).begin() as connection:
        key = create_key(connection, "schemathesis", list(Scope))
    with served(create_app(settings)) as port:
        ran = subprocess.run(
            [
                *(SCHEMATHESIS, "--config-file", CONFIG, "run", "--no-color"),
                *("--header", f"Authorization: Bearer {key}"),
                f"http://127.0.0.1:{port}/openapi.json",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-LONGEST:] + ran.stderr
    assert "Stateful" in ran.stdout
