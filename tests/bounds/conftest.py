"""The service of the writers' tests, for what bounds it."""

from tests.writes.conftest import apps, serve, service

__all__ = ["apps", "serve", "service"]
