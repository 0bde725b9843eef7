"""What tools make of the OpenAPI documents: a linter, a validator, a generated client."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from openapi_spec_validator import validate

from clients.conftest import CHECKS, DAY, Service

ADDRESSES = ["/openapi.json", "/ogc/api"]


@pytest.fixture(scope="module")
def documents(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    files = {}
    for address in ADDRESSES:
        files[address] = folder / f"{address.strip('/').replace('/', '-')}.json"
        files[address].write_text(httpx.get(service.address + address).text)
    return files


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_document_is_valid(documents: dict[str, Path], address: str) -> None:
    validate(json.loads(documents[address].read_text()))


@pytest.mark.parametrize("address", ADDRESSES)
def test_spectral_finds_no_error(documents: dict[str, Path], address: str) -> None:
    spectral = CHECKS / "node_modules" / ".bin" / "spectral"
    command = [spectral, "lint", "--ruleset", CHECKS / "spectral.yaml", documents[address]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def generated(documents: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A client that openapi-python-client wrote."""
    folder = tmp_path_factory.mktemp("generated")
    tool = Path(sys.executable).parent / "openapi-python-client"
    options = ["--meta", "none", "--output-path", folder / "generated_client"]
    command = [tool, "generate", "--path", documents["/openapi.json"], *options]
    environment = {"PATH": f"{tool.parent}:/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    return importlib.import_module("generated_client")


def api(name: str) -> ModuleType:
    return importlib.import_module(f"generated_client.api.{name}")


def test_a_generated_client_reads(service: Service, generated: ModuleType) -> None:
    client = generated.Client(base_url=service.address)
    answer = api("status.read_status").sync(theatre="AF", client=client, at=DAY)
    held = [item.code for item in answer.items if item.status == "taliban"]
    assert (len(answer.items), len(held)) == (421, 171)
    claims = api("evidence.list_claims").sync(theatre="AF", client=client, place="AF3101")
    assert {claim.report.publisher for claim in claims.items} > {"Al Jazeera"}


def test_a_generated_client_writes(service: Service, generated: ModuleType) -> None:
    models = importlib.import_module("generated_client.models")
    client = generated.AuthenticatedClient(base_url=service.address, token=service.key)
    body = models.ClaimBody.from_dict(
        {
            "place": "AF3101",
            "status": "taliban",
            "valid_from": "2021-09-01",
            "source": "lwj",
            "report": {"url": "https://example.org/generated", "published_on": "2021-09-02"},
        }
    )
    answer = api("writing.record_claims").sync(theatre="AF", client=client, body=body)
    (claim,) = answer.claims
    assert (claim.place, claim.standing) == ("AF3101", "unconfirmed")
    seen = api("evidence.read_claim").sync(theatre="AF", claim=claim.id, client=client)
    assert seen.report.url == "https://example.org/generated"
