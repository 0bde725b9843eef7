"""What lies between the service and its database cuts, or swallows and says nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from app.db.cluster import SOCKET
from tests.polling.feed import serving
from tests.torture.proxy import Proxy, proxied
from tests.torture.scene import WORKERS, Scene

CUT_S, SWALLOWED_S = 3, 12


@pytest.fixture(scope="module")
def between(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Proxy]]:
    """A service that reaches its database through a proxy."""
    address = scene.settings.database_url
    assert address is not None
    url = make_url(address.get_secret_value())
    with proxied(Path(str(url.query["host"])) / SOCKET) as proxy:
        far = url.set(host="127.0.0.1", port=proxy.port, query={})
        away = SecretStr(far.render_as_string(hide_password=False))
        settings = scene.settings.model_copy(update={"database_url": away})
        folder = tmp_path_factory.mktemp("theatres")
        with serving(settings, WORKERS) as (port, supervisor):
            own = scene._replace(port=port, supervisor=supervisor, folder=folder)
            yield own, proxy


def test_the_connections_are_cut(between: tuple[Scene, Proxy]) -> None:
    scene, proxy = between

    def cut() -> None:
        proxy.cut()
        time.sleep(CUT_S)
        proxy.mend()

    scene.torture(f"connections cut, refused for {CUT_S} s", cut)


def test_everything_is_swallowed(between: tuple[Scene, Proxy]) -> None:
    scene, proxy = between

    def swallow() -> None:
        proxy.swallow()
        time.sleep(SWALLOWED_S)
        proxy.mend()

    log = scene.torture(f"packets swallowed for {SWALLOWED_S} s, then delivered", swallow)
    assert log.longest < SWALLOWED_S
