"""Processes are killed and frozen while clients write and read: nothing is lost, and it goes on."""

import os
import signal
import time

from tests.polling.feed import forker_of
from tests.polling.test_stream import wait_until
from tests.torture.scene import WORKERS, Scene

FROZEN_S = 10


def test_nothing(scene: Scene) -> None:
    log = scene.torture("none", lambda: time.sleep(1))
    assert set(log.statuses) == {"200", "201"}


def test_a_worker_is_killed(scene: Scene) -> None:
    scene.torture("SIGKILL of a worker", lambda: os.kill(min(scene.workers()), signal.SIGKILL))


def test_all_workers_are_killed(scene: Scene) -> None:
    def kill() -> None:
        for worker in scene.workers():
            os.kill(worker, signal.SIGKILL)

    scene.torture("SIGKILL of all workers", kill)


def test_what_forks_the_workers_is_killed(scene: Scene) -> None:
    def kill() -> None:
        for process in (*forker_of(scene.supervisor), min(scene.workers())):
            os.kill(process, signal.SIGKILL)

    scene.torture("SIGKILL of a worker and of what forks them", kill)
    wait_until(lambda: len(scene.workers()) == WORKERS)


def test_a_worker_is_frozen(scene: Scene) -> None:
    def freeze() -> None:
        worker = min(scene.workers())
        os.kill(worker, signal.SIGSTOP)
        time.sleep(FROZEN_S)
        os.kill(worker, signal.SIGCONT)

    scene.torture("SIGSTOP of a worker, 10 s", freeze)


def test_the_postmaster_is_killed(scene: Scene) -> None:
    def kill() -> None:
        scene.database.kill()
        time.sleep(2)
        scene.database.start()

    scene.torture("SIGKILL of the postmaster, started after 2 s", kill)


def test_the_database_is_stopped_at_once(scene: Scene) -> None:
    def stop() -> None:
        scene.database.stop_at_once()
        time.sleep(6)
        scene.database.start()

    scene.torture("pg_ctl -m immediate, started after 6 s", stop)


def test_the_database_is_frozen(scene: Scene) -> None:
    def freeze() -> None:
        scene.database.signal_all(signal.SIGSTOP)
        time.sleep(FROZEN_S)
        scene.database.signal_all(signal.SIGCONT)

    scene.torture("SIGSTOP of the database, 10 s", freeze)
