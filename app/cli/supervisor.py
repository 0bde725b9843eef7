"""Who looks after the workers? It starts them, replaces them, and tells them to stop."""

import logging
import os
import signal
import time
from contextlib import suppress
from socket import socket

from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from app.cli.worker import UNREADY

LOG = logging.getLogger("uvicorn.error")

START_S = 60
"""A worker that is not heard of for so long is killed, and replaced; a busy machine is slow."""

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
LOOKED_EVERY_S = 0.1


class Supervisor(Multiprocess):
    """Keeps the workers running. A closed terminal is a wish to stop, not to restart them."""

    handle_hup = Multiprocess.handle_term

    def __init__(self, config: Config, sockets: list[socket], unready_s: float) -> None:
        """`unready_s`: how long a stop is announced before it begins."""
        super().__init__(config, sockets)
        self._unready_s = unready_s
        self._outdated: list[Process] = []
        self._pids: frozenset[int | None] = frozenset()

    def run(self) -> None:
        """Run until a stop. Whatever ends it, no worker stays: Python would wait for ever."""
        try:
            super().run()
        finally:
            self.terminate_all()
            self.join_all()

    def handle_term(self) -> None:
        """Have the workers say that they are unready; let it be noticed, and stop.

        A second signal cuts this short.
        """
        for process in self.processes:
            if process.pid is not None and process.exitcode is None:
                with suppress(ProcessLookupError):  # it has just ended
                    os.kill(process.pid, UNREADY)
        until = time.monotonic() + self._unready_s
        while time.monotonic() < until and not STOPS.intersection(self.signal_queue):
            self.should_exit.wait(LOOKED_EVERY_S)
        super().handle_term()

    def init_processes(self) -> None:
        """Start the workers."""
        super().init_processes()
        self._let_go_of_their_ends()

    def _let_go_of_their_ends(self) -> None:
        """Keep of each pipe to a worker the end that is ours: else nobody hears that it died.

        uvicorn waits on the pipe for an answer, and would do so until it calls the worker hung.
        """
        for process in self.processes:
            process.child_conn.close()

    def terminate_all(self) -> None:
        """Refuse who comes now, and have the workers finish what they have."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def handle_usr2(self) -> None:
        """Replace the workers, one by one."""
        self._outdated = list(self.processes)

    def keep_subprocess_alive(self) -> None:
        """Start a worker for each that died, and one for one that is outdated."""
        super().keep_subprocess_alive()
        self._let_go_of_their_ends()
        self._outdated = [process for process in self._outdated if process in self.processes]
        if self._outdated and not self.should_exit.is_set():
            self._replace(self._outdated.pop(0))
        pids = frozenset(process.pid for process in self.processes)
        for pid in self._pids - pids:  # what these were doing counts no more
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
        self._pids = pids

    def _replace(self, old: Process) -> None:
        """Stop a worker as soon as another one serves; keep it if none does."""
        new = Process(self.config, self.sockets)
        new.start()
        if not new.wait_until_ready(START_S):
            new.kill()
            new.join()
            self._outdated = []
            LOG.error("A new worker did not start: the old ones go on.")
            return
        self.processes[self.processes.index(old)] = new
        self._let_go_of_their_ends()
        old.terminate()
        old.join()
