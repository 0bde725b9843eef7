"""How does each province stand: its districts' statuses, and its names?"""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select

from app.db.models import places
from app.queries.control_at import View
from app.queries.names import names_by_place
from app.queries.status import DistrictStatus, measured_status_statement


class Province(NamedTuple):
    """A province; `names` are lists by language, the main name first."""

    code: str
    name: str
    names: dict[str, list[str]]
    districts: list[DistrictStatus]


def fetch_provinces(connection: Connection, view: View) -> list[Province]:
    """Fetch every province that has districts in the set, by code, with measured statuses."""
    provinces: dict[str, Province] = {}
    statement = provinces_statement(view.policy.rule, kept=view.kept)
    for *district, names in connection.execute(statement, view.binds):
        row = DistrictStatus(*district)
        named = Province(row.province, row.province_name, names or {}, [])
        provinces.setdefault(row.province, named).districts.append(row)
    return [provinces[code] for code in sorted(provinces)]


@cache
def provinces_statement(rule: str, *, kept: bool = False) -> Select[Any]:
    """Select the columns of DistrictStatus, then the names of the province."""
    names = names_by_place()
    return (
        measured_status_statement(rule, kept=kept)
        .add_columns(names.c.names)
        .outerjoin(names, names.c.code == places.c.province)
    )
