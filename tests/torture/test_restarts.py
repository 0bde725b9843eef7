"""Workers are replaced under load, and a service is stopped under load: no request is lost."""

import os
import signal
import threading
import time

from app.settings import Settings
from tests.polling.feed import serving
from tests.torture.asking import Asking
from tests.torture.crowd import Crowd, get, together
from tests.torture.figures import note
from tests.torture.scene import Scene

REPLACED_WITHIN_S = 60.0
CLIENTS, EACH_S = 40, 0.05


def test_workers_are_replaced(scene: Scene) -> None:
    def replace() -> None:
        before = scene.workers()
        os.kill(scene.supervisor, signal.SIGUSR2)
        until = time.monotonic() + REPLACED_WITHIN_S
        while scene.workers() & before or len(scene.workers()) < len(before):
            assert time.monotonic() < until
            time.sleep(0.1)

    log = scene.torture("SIGUSR2: all workers replaced", replace)
    assert set(log.statuses) == {"200", "201"}


def test_a_service_that_is_drained_by_its_balancer_stops_without_losing_a_request(
    torture_settings: Settings,
) -> None:
    """The clients stop asking when `/readyz` says so, as a load balancer would have it."""
    with serving(torture_settings, 2, {"FRONTLINE_UNREADY_S": "2"}) as (port, supervisor):
        crowd = Crowd(port)

        def stop() -> None:
            time.sleep(1)
            os.kill(supervisor, signal.SIGTERM)
            with Asking(port) as client:
                while client.ask("/readyz").status == 200:
                    time.sleep(0.1)
            crowd.told.set()

        stopping = threading.Thread(target=stop)
        stopping.start()
        until = time.monotonic() + 30
        together(*(crowd.ask(question, EACH_S, until) for _ in range(CLIENTS)))
        stopping.join()
        ended = os.waitid(os.P_PID, supervisor, os.WEXITED | os.WNOWAIT)
    assert crowd.told.is_set()
    assert ended is not None
    assert (ended.si_code, ended.si_status) == (os.CLD_EXITED, 0)
    lost = sorted(crowd.wrong)
    assert (lost, set(crowd.statuses)) == ([], {200})
    asked = crowd.statuses[200]
    note("requests until a balancer let go of a service that stops", f"{asked}, none lost")


def question() -> bytes:
    return get("/v1/theatres")
