"""Who holds what, as a GIS asks it? Districts as features, one for each period in an interval."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from app.api.inline import inline
from app.api.ogc.answers import features
from app.api.ogc.asking import AskedWhen, Choice, Chosen, Drawer
from app.api.ogc.features import Feature, part_of, send_feature, send_page
from app.api.parameters import require_statuses
from app.api.routing import router as make_router
from app.domain.scale import Scale
from app.errors import NotFound, ParameterRefused
from app.queries.drawn_periods import DrawnPeriod, fetch_drawn_periods
from app.queries.status import DistrictStatus, fetch_status
from app.queries.views import Sight

KIND = "districts"
router = make_router("ogc", "/ogc/collections/{theatre}-" + KIND)

Row = DistrictStatus | DrawnPeriod
Type = Literal["district", "provincial_centre"]


@dataclass
class Filter:
    """Which districts are wanted, by their properties."""

    province: Annotated[str | None, Query(description="A province's code or name.")] = None
    type: Annotated[Type | None, Query(description="A district, or a provincial centre.")] = None
    status: Annotated[list[str], Query(description="Statuses; may be repeated.")] = ()  # type: ignore[assignment]

    def admits(self, row: Row, scale: Scale) -> bool:
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
    rows = [row for row in _rows(reader, sight, chosen) if only.admits(row, scale)]
    found = part_of(rows, chosen.page, _key, str, int)
    return send_page(reader, sight, found, lambda row: _feature(row, scale), _key)


@router.get("/items/{district}", responses=features(single=True))
def read_district_feature(reader: Drawer, days: AskedWhen, theatre: str, district: str) -> Response:
    """Show one district, by its code; or one period of it, by the feature's id."""
    code, _, opened = district.partition(".")
    if days is not None and (opened or not days.is_day):
        raise ParameterRefused("datetime", "A district is shown on one day, a period on none.")
    sight = reader.see(theatre)
    rows: list[Row] = []
    if opened:
        periods = fetch_drawn_periods(reader.connection, sight.view, district=code)
        rows += [row for row in periods if str(row.opened) == opened]
    else:
        statuses = fetch_status(reader.connection, sight.view, geometry="simplified")
        rows += [row for row in statuses if row.code == code]
    if not rows:
        raise NotFound(f"The collection has no feature {district!r}.")
    return send_feature(reader, sight, _feature(rows[0], sight.theatre.scale))


def _rows(reader: Drawer, sight: Sight, chosen: Choice) -> list[Row]:
    """Fetch the districts that are asked about, or their periods in an interval."""
    days, box = chosen.days, chosen.box
    if days is None or days.is_day:
        return [
            *fetch_status(
                reader.connection, sight.view, province=sight.place, bbox=box, geometry="simplified"
            )
        ]
    periods = fetch_drawn_periods(reader.connection, sight.view, days[:2], bbox=box)
    return [row for row in periods if sight.place in {None, row.province}]


def _key(row: Row) -> tuple[str, int]:
    """Order features by district, then by time."""
    period = isinstance(row, DrawnPeriod) and row.latest is not None
    return row.code, row.latest.toordinal() if period and row.latest else 0


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
    until = _day_before(row.next_latest)
    return Feature(row.code + number, row.geometry, {**properties, "until": until})


def _day_before(day: date | None) -> date | None:
    return day and day - timedelta(days=1)
