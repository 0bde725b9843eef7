"""Who holds what, as a GIS asks it? Districts as features, one for each period in an interval."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response

from app.api.inline import inline
from app.api.ogc.answers import features
from app.api.ogc.asking import EVER, AskedWhen, Choice, Chosen, Drawer
from app.api.ogc.features import Feature, part_of, send_feature, send_page
from app.api.parameters import require_statuses
from app.api.routing import router as make_router
from app.domain.scale import Scale
from app.errors import NotFound, ParameterRefused
from app.queries.pages import Listed, Part
from app.queries.periods import DistrictPeriod, Sought, fetch_district_periods
from app.queries.status import DistrictStatus, fetch_status
from app.queries.views import Sight

KIND = "districts"
router = make_router("ogc", "/ogc/collections/{theatre}-" + KIND)

Row = DistrictStatus | DistrictPeriod
Type = Literal["district", "provincial_centre"]
OPENED = re.compile(r"[1-9][0-9]{0,17}")
"""The id of the claim that opened a period, as it is written in the id of a feature."""


@dataclass
class Filter:
    """Which districts are wanted, by their properties."""

    province: Annotated[str | None, Query(description="A province's code or name.")] = None
    type: Annotated[Type | None, Query(description="A district, or a provincial centre.")] = None
    status: Annotated[list[str], Query(description="Statuses; may be repeated.")] = ()  # type: ignore[assignment]

    def admits(self, row: DistrictStatus, scale: Scale) -> bool:
        """Whether a district is wanted, the province apart."""
        of_status = not self.status or scale.at(row.status) in self.status
        return of_status and self.type in {None, row.type}


@router.get("/items", responses=features())
def list_district_features(
    reader: Drawer,
    chosen: Chosen,
    only: Annotated[Filter, Depends(inline(Filter))],
    theatre: str,
) -> Response:
    """Show each district with its status: the latest, or that of the day given as `datetime`.

    For an interval there is a feature for each period that lies in it, wholly or in part.
    """
    sight = reader.see_within(theatre, only.province)
    scale = sight.theatre.scale
    require_statuses(only.status, scale)
    days = chosen.days
    found: Listed[Any] = (
        _as_on_a_day(reader, sight, chosen, only)
        if days is None or days.is_day
        else _within(reader, sight, chosen, only)
    )
    return send_page(reader, sight, found, lambda row: _feature(row, scale), _key)


@router.get("/items/{district}", responses=features(single=True))
def read_district_feature(reader: Drawer, days: AskedWhen, theatre: str, district: str) -> Response:
    """Show one district, by its code; or one period of it, by the feature's id."""
    code, _, opened = district.partition(".")
    if days is not None and (opened or not days.is_day):
        raise ParameterRefused("datetime", "A district is shown on one day, a period on none.")
    sight = reader.see(theatre)
    rows: list[Row] = []
    if not opened:
        statuses = fetch_status(reader.connection, sight.view, geometry="simplified")
        rows += [row for row in statuses if row.code == code]
    elif OPENED.fullmatch(opened):
        sought = Sought(opened=int(opened), district=code)
        rows += fetch_district_periods(
            reader.connection, sight.view, sought, Part(1), drawn=True
        ).items
    if not rows:
        raise NotFound(f"The collection has no feature {district!r}.")
    return send_feature(reader, sight, _feature(rows[0], sight.theatre.scale))


def _as_on_a_day(
    reader: Drawer, sight: Sight, chosen: Choice, only: Filter
) -> Listed[DistrictStatus]:
    """Fetch a page of the districts with the status that they have on the day."""
    rows = fetch_status(
        reader.connection,
        sight.view,
        province=sight.place,
        bbox=chosen.box,
        geometry="simplified",
    )
    wanted = [row for row in rows if only.admits(row, sight.theatre.scale)]
    return part_of(wanted, chosen.page, _key, str, int)


def _within(reader: Drawer, sight: Sight, chosen: Choice, only: Filter) -> Listed[DistrictPeriod]:
    """Fetch a page of the periods in an interval."""
    first, last, _ = chosen.days or EVER
    steps = {status.id: status.step for status in sight.theatre.scale.statuses}
    sought = Sought(
        first=first,
        last=last,
        province=sight.place,
        type=only.type,
        bbox=chosen.box,
        statuses=tuple(steps.get(status) for status in only.status),
    )
    part = chosen.page.part(str, int)
    return fetch_district_periods(reader.connection, sight.view, sought, part, drawn=True)


def _key(row: Row) -> tuple[str, int]:
    """Order features by district, then by time."""
    return row.key if isinstance(row, DistrictPeriod) else (row.code, 0)


def _feature(row: Row, scale: Scale) -> Feature:
    """Show a district as it stands, or one of its periods.

    Of a period, `claim` governs on its last day, which is `until`; which statuses are possible
    beside its own, its days don't agree upon.
    """
    properties: dict[str, object] = {
        "code": row.code,
        "name": row.name,
        "province": row.province,
        "province_name": row.province_name,
        "type": row.type,
        "status": scale.at(row.status),
        "since": row.edtf,
        "since_earliest": row.earliest,
        "since_latest": row.latest,
        "last_confirmed": row.last_confirmed,
        "claim": row.claim,
    }
    if isinstance(row, DistrictStatus):
        possible = scale.possible(row.status, row.mask)
        return Feature(row.code, row.geometry, {**properties, "possible": possible})
    number = f".{row.opened}" if row.opened is not None else ""
    return Feature(row.code + number, row.geometry, {**properties, "until": row.until})
