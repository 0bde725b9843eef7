"""What does a line of the log look like? A JSON object, or a sentence for who sits before it.

A line tells when, how grave, of which part and process, and in the course of which request. The
server's own lines and those of libraries look the same. What a line may tell is decided where it
is logged.
"""

import logging
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import orjson

from app.api.request_id import CURRENT
from app.settings import Settings


class JsonLines(logging.Formatter):
    """One JSON object a line; a traceback is a member of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as JSON."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": os.getpid(),
            "request_id": CURRENT.get(),
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z).decode()


class Sentences(logging.Formatter):
    """A line for people, with the request's id at its end."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Write the line above a traceback."""
        told: dict[str, object] = getattr(record, "told", {})
        more = [f"{name}={told[name]}" for name in ("ms", "key") if name in told]
        more += [f"request={CURRENT.get()}"] if CURRENT.get() else []
        return " ".join([super().formatMessage(record), *more])


def log_config(settings: Settings) -> dict[str, Any]:
    """Have all of a process log to stderr in one format, as `logging.config` takes it."""
    as_text = settings.log_format == "text" or (settings.log_format is None and sys.stderr.isatty())
    formatter = Sentences if as_text else JsonLines
    level = settings.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"uvicorn": {"level": level}, "frontline": {"level": level}},
    }
