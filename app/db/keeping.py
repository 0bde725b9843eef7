"""Who starts the embedded database again when it was killed? The command that serves from it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from app.db.cluster import Cluster
from app.db.install import ClusterError

LOG = logging.getLogger("uvicorn.error")

LOOKED_AFTER_EVERY_S = 0.5


@contextmanager
def kept(cluster: Cluster) -> Iterator[None]:
    """Look after a cluster that runs, from a thread, until the end of the `with`."""
    over = Event()
    thread = Thread(target=_keep, args=(cluster, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep(cluster: Cluster, over: Event) -> None:
    told = ""
    while not over.wait(LOOKED_AFTER_EVERY_S):
        try:
            if cluster.start_again():
                LOG.warning("The database was gone, and was started again.")
                told = ""
        except ClusterError as error:
            if str(error) != told:  # it is tried until it works, and told once
                LOG.warning("%s It is tried again.", error)
            told = str(error)
