"""Which database does a command work on?"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from pydantic import SecretStr
from sqlalchemy import URL

from app.db.cluster import Cluster
from app.db.keeping import kept
from app.db.provision import SERVICE
from app.settings import Settings, address_of, read_settings


@contextmanager
def database(*, looked_after: bool = False) -> Iterator[Settings]:
    """Give settings with a database: the user's own, else the embedded cluster, which then runs.

    If it is `looked_after`, it is started again when it is killed.
    """
    settings = read_settings()
    if settings.database_url or settings.owner_database_url:
        yield settings
        return
    cluster = Cluster(settings.home)
    with cluster as urls, kept(cluster) if looked_after else nullcontext():
        yield settings.model_copy(
            update={
                "database_url": secret(urls.service_url),
                "owner_database_url": secret(urls.owner_url),
            }
        )


def service_role(settings: Settings) -> str:
    """Tell which role the service connects as."""
    if settings.database_url is None:
        return SERVICE
    return address_of(settings.database_url).username or SERVICE


def secret(url: URL) -> SecretStr:
    """Give an address as a setting, which shows its password to nobody."""
    return SecretStr(url.render_as_string(hide_password=False))
