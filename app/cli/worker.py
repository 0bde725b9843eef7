"""What runs in each worker process of `frontline serve`?"""

import gc
import logging
import multiprocessing
import os
import signal
import sys
from threading import Thread

from uvicorn.config import STARTUP_FAILURE

from app.cli.connections import Connection, note_stop

UNREADY = signal.SIGUSR1
"""Tells a worker that its service is about to stop."""

SWITCH_S = 0.001
"""How long a thread may keep the others waiting. At Python's 5 ms, the one that learns of a write
comes late in a busy worker, and so does the one that holds a theatre's lock."""

COLLECTED_EACH = 10_000
"""Objects that are made until a collection looks for cycles. One map is 2,000 objects without any:
at Python's 700, each had three collections, which took a tenth of its time."""


def create_app() -> object:
    """Make the app, in a worker that ends with its supervisor: an orphan would keep the port."""
    sys.setswitchinterval(SWITCH_S)
    Thread(target=_end_with_supervisor, daemon=True).start()
    try:
        from app.main import create_app as create_frontline  # noqa: PLC0415 - may fail, too

        app = create_frontline()
        gc.collect()
        Connection.most = app.state.settings.connections
        signal.signal(UNREADY, lambda *_: setattr(app.state, "leaving", True))
        note_stop()
        gc.freeze()  # what was made by now stays: no collection needs to look at it again
        gc.set_threshold(COLLECTED_EACH, *gc.get_threshold()[1:])
    except Exception:
        logging.getLogger("uvicorn.error").exception("A worker could not start.")
        sys.exit(STARTUP_FAILURE)  # tells the supervisor that another try would fail the same way
    return app.front


def _end_with_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)
