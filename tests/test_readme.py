"""The README tells what is true: its answers are given; it names all endpoints and settings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import PREFIX, Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
QUESTIONS = re.findall(
    r"```sh\ncurl -s 'http://127\.0\.0\.1:8000(/[^']+)'\n```\n\n```\n(.*?)\n```", README, re.DOTALL
)


@pytest.fixture(scope="module")
def client(afghanistan: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(afghanistan)) as client:
        yield client


def test_it_asks_seven_questions() -> None:
    assert len(QUESTIONS) == 7


@pytest.mark.parametrize(("address", "shown"), QUESTIONS)
def test_each_question_has_the_answer_that_is_shown(
    client: TestClient, address: str, shown: str
) -> None:
    answer = client.get(address).text
    assert answer.replace("\r\n", "\n").rstrip("\n") == shown


def test_every_endpoint_is_in_its_table(settings: Settings) -> None:
    paths = create_app(settings).openapi()["paths"]
    assert len(paths) > 20
    for path, methods in paths.items():
        named = path.replace("/v1/theatres/{theatre}", "T")
        for method in methods:
            alone = named in {"/readyz", "/metrics"}
            assert f"`{named}`" in README if alone else f"{method.upper()} {named}`" in README, path


def test_every_setting_is_in_its_table() -> None:
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        assert f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |" in README
