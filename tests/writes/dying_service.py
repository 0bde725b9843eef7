"""A service that is killed as soon as it has committed a write.

Run it as python -m tests.writes.dying_service, with the number of a listening socket. The commit
has come back from the database by then, and the answer has not been sent.
"""

import os
import signal
import sys
from typing import Any

import uvicorn

from app.main import create_app


def main(listener: int) -> None:
    app = create_app()
    dialect = app.state.databases.writes.dialect
    commit = dialect.do_commit

    def commit_and_die(connection: Any) -> None:
        commit(connection)
        os.kill(os.getpid(), signal.SIGKILL)

    dialect.do_commit = commit_and_die
    uvicorn.run(app, fd=listener, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
