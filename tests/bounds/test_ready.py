"""Is a worker ready? It says so, or why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.db.schema import NEWER, OLDER
from tests.writes.conftest import Service

CLAIM = "UPDATE alembic_version SET version_num = '{}' WHERE version_num = '{}'"


@contextmanager
def schema_at(service: Service, revision: str) -> Iterator[None]:
    """Have the database say that its schema is of another revision."""
    with service.engine.begin() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql(CLAIM.format(revision, head))
    yield
    with service.engine.begin() as connection:
        connection.exec_driver_sql(CLAIM.format(head, revision))


def readiness(service: Service) -> tuple[int, str]:
    answer = service.client.get("/readyz")
    told = answer.json()
    return answer.status_code, told.get("detail") or told["status"]


def test_a_worker_whose_schema_is_older_or_newer_than_its_code_says_which(
    service: Service,
) -> None:
    assert readiness(service) == (200, "ready")
    with schema_at(service, "0001"):
        assert readiness(service) == (503, OLDER)
    with schema_at(service, "9999"):
        assert readiness(service) == (503, NEWER)
    assert readiness(service) == (200, "ready")


def test_a_worker_that_is_about_to_stop_answers_all_else(service: Service) -> None:
    app = service.client.app
    app.state.leaving = True  # type: ignore[attr-defined]
    assert readiness(service) == (503, "This service is about to stop.")
    assert service.client.get("/healthz").status_code == 200
    assert service.get("/status").status_code == 200
    app.state.leaving = False  # type: ignore[attr-defined]
    assert readiness(service) == (200, "ready")
