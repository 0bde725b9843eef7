"""The service of the writers' tests."""

from tests.writes.conftest import apps, serve, service

__all__ = ["apps", "serve", "service"]
