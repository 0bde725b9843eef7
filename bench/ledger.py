"""A theatre with as many claims as asked for: the same one every time."""

from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from app.services.derive_coverage import cover
from app.services.derive_wins import win
from app.services.progress import Track, untold

THEATRE, WHOLE = "bench", "XB"
FIRST, LAST, DAYS = date(2020, 1, 1), date(2021, 12, 31), 731
SCRIPTS = Path(__file__).parent


def make_ledger(engine: Engine, claims: int, track: Track = untold, imprecise: float = 0) -> None:
    """Write the theatre and its claims as the owner, then gather statistics.

    The share `imprecise` of the claims is dated to some days, a month or a year.
    """
    with engine.begin() as connection:
        for name, value in (("claims", claims), ("imprecise", imprecise)):
            told = (f"bench.{name}", str(value))
            connection.exec_driver_sql("SELECT set_config(%s, %s, true)", told)
        for step in track(("theatre", "ledger", "coverage"), f"{claims:,} claims"):
            if step == "coverage":
                cover(connection, THEATRE, 0)
                moved = "UPDATE theatres SET wins_revision = revision RETURNING revision"
                win(connection, THEATRE, connection.scalars(text(moved)).one())
            else:
                _run(connection, step)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")


def _run(connection: Connection, script: str) -> None:
    sql = (SCRIPTS / f"{script}.sql").read_text()
    connection.execution_options(no_parameters=True).exec_driver_sql(sql)
