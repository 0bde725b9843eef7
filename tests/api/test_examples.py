"""The examples in the documentation are what the service answers."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.examples import FOLDER, examples
from tests.api.abridge import abridged, abridged_table
from tests.api.reads import adding

OF_NO_TEXT = (".mvt", "/stream", "/export")
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))


def shown(client: TestClient, request: str, format_: str) -> Any:
    """Ask as the example says; JSON comes without asking for it."""
    response = client.get(request if format_ == "json" else adding(request, f"f={format_}"))
    if format_ == "csv":
        return abridged_table(response.text)
    answer = response.json()
    if request == "/v1/theatres":  # other tests make theatres, too
        answer["items"] = [item for item in answer["items"] if item["id"] == "AF"]
        answer["total"] = len(answer["items"])
    return abridged(answer)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_what_the_service_answers(client: TestClient, name: str) -> None:
    found = examples(name)
    request = found.pop("request")
    assert found == {format_: shown(client, request, format_) for format_ in found}


def test_every_read_has_an_example_and_a_short_summary(client: TestClient) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        read, of_theatres = methods.get("get"), path.startswith("/v1/theatres")
        if read is None or not of_theatres or path.endswith(OF_NO_TEXT):
            continue
        (example,) = read["responses"]["200"]["content"]["application/json"]["examples"].values()
        assert example["summary"].startswith("GET /v1/theatres")
        assert len(read["summary"]) <= 30
