"""What a theatre says of itself is of itself alone."""

from pathlib import Path

from fastapi.testclient import TestClient

from app.services.load_theatre import load
from tests.api.conftest import Small
from tests.folders import write_folder


def test_claims_of_others_on_the_same_codes_are_not_counted(
    client: TestClient, small: Small, tmp_path: Path
) -> None:
    bare = write_folder(tmp_path / "bare", claims="", figures="")
    load(small.engine, tmp_path / "bare")
    told = [client.get(f"/v1/theatres/{theatre}").json() for theatre in (bare, small.theatre)]
    assert [theatre["coverage"]["assessed"] for theatre in told] == [0, 3]
