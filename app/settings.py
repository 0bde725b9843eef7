"""What can an operator set? Every setting is an environment variable, FRONTLINE_ and its name."""

from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

PREFIX = "FRONTLINE_"
DRIVER = "postgresql+psycopg"
SCHEMES = ("postgres", "postgresql", DRIVER)


class SettingsError(Exception):
    """A setting can't be read or does not fit; the message names the variable."""


class Settings(BaseSettings):
    """The settings of one process. Database URLs hold passwords, so no repr shows them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0: any free one")
    workers: int = Field(2, ge=1, le=64, description="Processes that answer requests")
    origin: str | None = Field(
        None,
        pattern=r"^https?://[^/?#\s]+$",
        description="Address that clients see, as https://example.org: links of /ogc begin so",
    )
    home: Path = Field(Path(".frontline"), description="Folder of the embedded database")
    database_url: SecretStr | None = Field(
        None, description="Database of your own, as the service's role, which owns nothing"
    )
    read_database_url: SecretStr | None = Field(
        None, description="Replicas that reads may go to: the same with one host or several"
    )
    owner_database_url: SecretStr | None = Field(
        None, description="The same database as its owner: for migrate, load and boundaries"
    )
    four_eyes: bool = Field(False, description="A key can't confirm a claim that it recorded")
    pool_size: int = Field(
        8,
        ge=1,
        le=100,
        description="Reads that each worker makes at once, each on a database connection",
    )
    statement_timeout_ms: int = Field(
        10_000, ge=0, description="Longest database statement of a read, milliseconds; 0: no limit"
    )
    unready_s: int = Field(
        2, ge=0, le=600, description="Seconds at SIGTERM in which /readyz alone tells of the stop"
    )
    shutdown_grace_s: int = Field(
        10, ge=0, le=600, description="Seconds that open requests get to finish at a stop"
    )
    body_limit_bytes: int = Field(1_048_576, ge=1024, description="Longest request body, bytes")
    held_bytes: int = Field(
        92_274_688, ge=0, description="Finished answers that each worker holds ready, bytes"
    )
    connections: int = Field(
        4000, ge=1, description="Connections that each worker keeps open, streams among them"
    )
    rate_per_address: int = Field(
        0,
        ge=0,
        description="Requests a minute of an address, in each worker, held answers aside; 0: all",
    )
    rate_per_key: int = Field(
        0, ge=0, description="Requests a minute with a key, in each worker; 0: all"
    )
    stale_s: int = Field(
        600,
        ge=0,
        description="Seconds for which held answers go out while the database can't be reached",
    )
    streams: int = Field(1000, ge=0, description="Event streams that each worker keeps open")
    exports: int = Field(
        2, ge=0, description="Exports that each worker sends at once; each holds a connection"
    )
    import_limit_bytes: int = Field(52_428_800, ge=1024, description="Longest CSV import, bytes")
    boundaries_limit_bytes: int = Field(
        536_870_912, ge=1024, description="Longest boundary file, as it is and unpacked, bytes"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much to log; debug also shows tracebacks of the command line"
    )
    log_format: Literal["json", "text"] | None = Field(
        None, description="`json` or `text`; without it, text on a terminal and JSON elsewhere"
    )

    @field_validator("database_url", "read_database_url", "owner_database_url", mode="after")
    @classmethod
    def _is_a_postgres_url(cls, url: SecretStr | None) -> SecretStr | None:
        """Refuse a URL of another kind without quoting it: it may hold a password."""
        if url is not None:
            address_of(url)
        return url


def read_settings() -> Settings:
    """Read the environment. SettingsError: a sentence for each variable that does not fit."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(" ".join(_sentence(problem) for problem in error.errors())) from None


def address_of(url: SecretStr) -> URL:
    """Read an address as libpq does: with several hosts, and with any of its parameters.

    Hosts and ports are in the query, as lists. ValueError: it is no such address.
    """
    scheme, colon, rest = url.get_secret_value().partition("://")
    try:
        known = conninfo_to_dict(f"postgresql{colon}{rest}") if scheme in SCHEMES else {}
    except psycopg.Error:
        known = {}
    parts = {name: str(value) for name, value in known.items()}
    ports = [port for port in parts.get("port", "").split(",") if port]
    if not parts or not all(map(str.isdecimal, ports)):
        raise ValueError("write postgresql://USER:PASSWORD@HOST/DATABASE")
    user, password, database = (parts.pop(name, None) for name in ("user", "password", "dbname"))
    return URL.create(DRIVER, user, password, database=database, query=parts)


def _sentence(problem: ErrorDetails) -> str:
    """Name the variable and what is wrong; the value only of those that hold no secret."""
    name = str(problem["loc"][0])
    given = "" if name.endswith("_url") else f" (not {problem['input']!r})"
    message = problem["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    return f"{PREFIX}{name.upper()} can't be used{given}: {message}."
