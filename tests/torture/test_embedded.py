"""The database that `make run` brings along is started again by the service."""

from pathlib import Path

from app.cli.database import secret
from app.db.cluster import Cluster
from app.settings import Settings
from tests.polling.feed import serving
from tests.torture.database import Database
from tests.torture.scene import WORKERS, Scene


def test_the_postmaster_of_the_embedded_database_is_killed(scene: Scene, tmp_path: Path) -> None:
    home = scene.database.home
    with (
        Cluster(home) as urls,
        serving(Settings(), WORKERS, {"FRONTLINE_HOME": str(home)}) as (port, supervisor),
    ):
        settings = Settings(owner_database_url=secret(urls.owner_url))
        embedded = Scene(settings, Database(home), port, supervisor, tmp_path, scene.report)
        embedded.torture("SIGKILL of the postmaster of `make run`", embedded.database.kill)
