"""Which servers of tables does it compare with? tipg and pygeoapi, from PyPI, in venvs."""

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url

from app.db.engines import owner_engine
from app.settings import Settings
from bench.servers import UVICORN, Server, running

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "frontline-bench"
VIEWS = Path(__file__).parent / "peers.sql"
CRS = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
PACKAGES = {
    "tipg": ["tipg", "uvicorn", "uvloop", "httptools"],
    "pygeoapi": [
        *("pygeoapi", "starlette", "sqlalchemy", "geoalchemy2", "psycopg2-binary"),
        *("uvicorn", "uvloop", "httptools"),
    ],
}


def make_views(settings: Settings) -> None:
    """Offer the ledger's rows to servers that know nothing of claims."""
    with owner_engine(settings).begin() as connection:
        connection.execution_options(no_parameters=True).exec_driver_sql(VIEWS.read_text())


def installed(name: str) -> Path:
    """Make the environment of a peer, unless it is there; give its Python."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = [sys.executable, "-m", "uv"]
        for command in (
            [*uv, "venv", "--quiet", "--clear", str(folder)],
            [*uv, "pip", "install", "--quiet", f"--python={python}", *PACKAGES[name]],
        ):
            subprocess.run(command, check=True)  # noqa: S603 - our own commands
        (folder / "ready").touch()
    return python


def version(name: str) -> str:
    """Tell which version of a peer is installed."""
    code = f"from importlib.metadata import version; print(version({name!r}))"
    command = [str(installed(name)), "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return f"{name} {found.stdout.strip()}"


def tipg(settings: Settings) -> AbstractContextManager[Server]:
    """Run tipg on the views."""
    url = _owner(settings)
    socket = quote(str(url.query["host"]), safe="")
    environment = {
        "DATABASE_URL": f"postgresql://{url.username}:{url.password}@{socket}/{url.database}",
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_DB_ONLY_SPATIAL_TABLES": "false",
        "TIPG_MAX_FEATURES_PER_QUERY": "1000000",
    }
    return running("tipg", _uvicorn("tipg", "tipg.main:app"), environment, "/healthz")


def pygeoapi(settings: Settings, home: Path) -> AbstractContextManager[Server]:
    """Run pygeoapi on the views; it reads its configuration from a folder."""
    config, document = home / "pygeoapi.json", home / "pygeoapi-openapi.json"
    names = ("status", "map", "history", "aggregates", "provinces")
    config.write_text(json.dumps(_configuration(_owner(settings), names)))
    environment = {
        "PYGEOAPI_CONFIG": str(config),
        "PYGEOAPI_OPENAPI": str(document),
        "FRONTLINE_BENCH_PORT": "{port}",
    }
    tool = installed("pygeoapi").parent / "pygeoapi"
    command = [str(tool), "openapi", "generate", str(config), f"--output-file={document}"]
    subprocess.run(command, check=True, env=os.environ | environment)  # noqa: S603
    app = _uvicorn("pygeoapi", "pygeoapi.starlette_app:APP")
    return running("pygeoapi", app, environment, "/collections/aggregates/items?f=json")


def _uvicorn(name: str, app: str) -> list[str]:
    return [str(installed(name)), "-m", "uvicorn", app, "--port={port}", *UVICORN]


def _owner(settings: Settings) -> URL:
    url = settings.owner_database_url
    return make_url(url.get_secret_value() if url else "").set(drivername="postgresql")


def _configuration(url: URL, names: tuple[str, ...]) -> dict[str, object]:
    """Configure pygeoapi as its manual has it, for one provider of PostgreSQL per view."""
    said = {"en": "The ledger's rows."}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 0},
            "url": "http://127.0.0.1",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": 1000},
            "map": {"url": "http://127.0.0.1", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": said,
                "description": said,
                "keywords": {"en": ["bench"]},
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "none", "url": "http://127.0.0.1"},
            "contact": {"name": "none", "position": "none"},
        },
        "resources": {name: _collection(name, url, said) for name in names},
    }


def _collection(name: str, url: URL, said: dict[str, str]) -> dict[str, object]:
    host = url.query["host"]
    return {
        "type": "collection",
        "title": said,
        "description": said,
        "keywords": {"en": [name]},
        "links": [],
        "extents": {"spatial": {"bbox": [60, 29, 75, 39], "crs": CRS}},
        "providers": [
            {
                "type": "feature",
                "name": "PostgreSQL",
                "id_field": "id",
                "geom_field": "geom",
                "table": name,
                "data": {
                    "host": host,
                    "port": 5432,
                    "dbname": url.database,
                    "user": url.username,
                    "password": url.password,
                    "search_path": ["peer", "public"],
                },
            }
        ],
    }
