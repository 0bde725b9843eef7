"""Boundaries of any usual format become those of a theatre: matched, repaired, told."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, func, select

from app.db.engines import owner_engine
from app.db.models import boundaries, boundary_versions, events
from app.errors import DraftRejected, TheatreNotFound
from app.services.import_boundaries import About, Imported, Wanted, import_boundaries
from app.settings import Settings
from tests.boundaries.maps import SQUARES, write_map, zipped
from tests.builders import small_theatre

ABOUT = About("surveyors", "Survey", "CC0-1.0", "The Surveyors", None, None, "survey.zip")
LIMIT = 1_000_000


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return owner_engine(settings)


@pytest.fixture
def theatre(engine: Engine, tmp_path: Path) -> str:
    return small_theatre(engine, tmp_path / "folder")


def take(engine: Engine, theatre: str, file: Path, **how: Any) -> Imported:
    about = how.pop("about", ABOUT)
    return import_boundaries(
        engine, theatre, Wanted(file, how.pop("layer", None), LIMIT, **how), about
    )


def refusal(engine: Engine, theatre: str, file: Path, **how: Any) -> str:
    with pytest.raises(DraftRejected) as refused:
        take(engine, theatre, file, **how)
    return refused.value.detail


def shapes(engine: Engine, theatre: str, column: str = "geometry") -> dict[str, Any]:
    """The shapes of the newest version by district."""
    drawn = {
        "geometry": func.ST_AsBinary(boundaries.c.geometry),
        "simplified": boundaries.c.simplified,
    }[column]
    newest = select(func.max(boundaries.c.revision)).where(boundaries.c.theatre == theatre)
    statement = select(boundaries.c.code, drawn).where(
        boundaries.c.theatre == theatre, boundaries.c.revision == newest.scalar_subquery()
    )
    read = {"geometry": shapely.from_wkb, "simplified": shapely.from_geojson}[column]
    with engine.connect() as connection:
        return {code: read(raw) for code, raw in connection.execute(statement)}


@pytest.mark.parametrize("ending", [".geojson", ".shp", ".gpkg"])
@pytest.mark.parametrize("packed", [False, True])
def test_each_format_gives_the_same_shapes(
    engine: Engine, theatre: str, tmp_path: Path, ending: str, *, packed: bool
) -> None:
    file = write_map(tmp_path / f"survey{ending}")
    imported = take(engine, theatre, zipped(file) if packed else file)
    assert imported.lacking == []
    assert imported.repaired == {}
    assert Counter(row.match and row.match.by for row in imported.rows) == {"code": 5}
    found = shapes(engine, theatre)
    assert found.keys() == SQUARES.keys()
    assert all(found[code].equals(square) for code, square in SQUARES.items())


def test_an_import_is_an_event_that_says_where_it_comes_from(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    about = ABOUT._replace(valid_from=date(2005, 1, 1), valid_to=date(2014, 12, 31))
    before = datetime.now(UTC)
    revision = take(engine, theatre, write_map(tmp_path / "a.geojson"), about=about).revision
    assert revision == 9
    with engine.connect() as connection:
        event = connection.execute(
            select(events).where(events.c.theatre == theatre, events.c.revision == revision)
        ).one()
        version = connection.execute(
            select(boundary_versions).where(
                boundary_versions.c.theatre == theatre, boundary_versions.c.revision == revision
            )
        ).one()
    assert event.kind == "boundaries"
    assert event.recorded_at >= before
    assert About(*(getattr(version, name) for name in About._fields)) == about
    assert len(version.digest) == 32


def test_areas_are_those_on_the_ellipsoid(engine: Engine, theatre: str, tmp_path: Path) -> None:
    take(engine, theatre, write_map(tmp_path / "a.geojson"))
    areas = select(boundaries.c.area_m2).where(boundaries.c.theatre == theatre)
    with engine.connect() as connection:
        drawn = connection.scalars(areas.where(boundaries.c.code == "D11")).all()
    # A square of half a degree at 50.25° N: cos(50.25°) * (0.5 * 111.4 km)², to a percent.
    assert drawn == [None, pytest.approx(1.984e9, rel=0.01)]


@pytest.mark.parametrize(
    ("columns", "by"),
    [
        ({"ID": ["d11", "d12", "d13", "d21", "d22"]}, "code"),
        (
            {
                "NAME_1": ["Mudland"] * 3 + ["Fogland"] * 2,
                "NAME_2": ["mudville", "Mud on the Hill", "Lower-Mud", "FOGVILLE", "Thick  Fog"],
            },
            "name_in_province",
        ),
        (
            {
                "district": ["گل‌آباد", "Upper Mud", "Lower Mud", "Fogville", "Thick Fog"],
                "admin1": ["P1", "P1", "P1", "P2", "P2"],
            },
            "name_in_province",
        ),
        ({"shapeName": ["Mudville", "Upper Mud", "Lower Mud", "Fogville", "Thick Fog"]}, "name"),
    ],
)
def test_columns_are_known_by_what_stands_in_them(
    engine: Engine, theatre: str, tmp_path: Path, columns: dict[str, list[object]], by: str
) -> None:
    noise: dict[str, list[object]] = {"fid_": [*range(5)], "remark": ["", None, "x", "x", "x"]}
    imported = take(engine, theatre, write_map(tmp_path / "a.geojson", noise | columns))
    assert Counter(row.match and row.match.by for row in imported.rows) == {by: 5}


def test_a_name_in_the_wrong_province_draws_nothing(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    columns = {
        "adm2": ["Mudville", "Upper Mud", "Thick Fog", "Fogville", "Nowhere"],
        "adm1": ["Mudland", "Mudland", "Mudland", "Fogland", "Fogland"],
    }
    imported = take(engine, theatre, write_map(tmp_path / "a.geojson", columns))
    assert imported.lacking == ["D13", "D22"]
    missed = [row for row in imported.rows if row.match is None]
    assert [(row.label.name, row.note and "D22" in row.note) for row in missed] == [
        ("Thick Fog", True),
        ("Nowhere", False),
    ]


def test_of_rows_of_one_name_the_one_around_the_centroid_counts(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    far = shapely.box(20, 50, 21, 51)
    names = {"name": ["Thick Fog", "Thick Fog", "Fogville", "Fogville"]}
    file = write_map(tmp_path / "a.geojson", names, [far, SQUARES["D22"], far, far])
    imported = take(engine, theatre, file)
    assert shapes(engine, theatre).keys() == {"D22"}
    assert shapes(engine, theatre)["D22"].equals(SQUARES["D22"])
    assert [bool(row.match) for row in imported.rows] == [False, True, False, False]


def test_two_districts_of_one_name_are_told_apart_by_their_centroids(
    engine: Engine, tmp_path: Path
) -> None:
    theatre = small_theatre(engine, tmp_path / "folder", names="code,name,lang\nD11,Fogville,en\n")
    names = {"name": ["Fogville", "Fogville"]}
    file = write_map(tmp_path / "a.geojson", names, [SQUARES["D21"], SQUARES["D11"]])
    imported = take(engine, theatre, file)
    assert [row.match for row in imported.rows] == [
        ("D21", "name_at_centroid"),
        ("D11", "name_at_centroid"),
    ]


def test_rows_of_one_code_draw_it_together_and_beat_a_name(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    island = shapely.box(14, 50, 14.5, 50.5)
    columns = {"code": ["D21", "D21", "X"], "name": ["Fogville", "Fogville", "Fogville"]}
    drawn = [SQUARES["D21"], island, SQUARES["D22"]]
    imported = take(engine, theatre, write_map(tmp_path / "a.geojson", columns, drawn))
    assert shapes(engine, theatre)["D21"].equals(SQUARES["D21"].union(island))
    assert [bool(row.match) for row in imported.rows] == [True, True, False]


def test_a_code_that_contradicts_the_name_is_told(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    columns = {"code": [*SQUARES], "name": ["Mudville", "Upper Mud", "Lower Mud", "Thick Fog", "?"]}
    imported = take(engine, theatre, write_map(tmp_path / "a.geojson", columns))
    assert [(row.label.code, row.note) for row in imported.rows if row.note] == [
        ("D21", "Its name is that of D22.")
    ]


def test_wrong_rings_are_repaired_and_it_is_said(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    bow = shapely.Polygon([(10, 50), (10.5, 50.5), (10.5, 50), (10, 50.5)])
    drawn = [bow, *list(SQUARES.values())[1:-1], None]
    imported = take(engine, theatre, write_map(tmp_path / "a.gpkg", shapes=drawn))
    assert imported.repaired == {"D11": "Self-intersection"}
    assert imported.lacking == ["D22"]
    assert shapes(engine, theatre)["D11"].is_valid
    with engine.connect() as connection:
        said = select(boundaries.c.code, boundaries.c.repaired).where(
            boundaries.c.theatre == theatre, boundaries.c.repaired.is_not(None)
        )
        assert connection.execute(said).all() == [("D11", "Self-intersection")]


def test_simplified_neighbours_neither_overlap_nor_leave_a_gap(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    bends = [(10.5 + (at % 2) * 0.0004, 50 + at * 0.005) for at in range(101)]
    left = shapely.Polygon([(10, 50), *bends, (10, 50.5)])
    right = shapely.Polygon([(11, 50), *[(x + 1e-7, y) for x, y in bends], (11, 50.5)])
    overlapping = shapely.box(10, 50.4999, 11, 51)
    rest = [SQUARES["D21"], SQUARES["D22"]]
    take(engine, theatre, write_map(tmp_path / "a.gpkg", shapes=[left, right, overlapping, *rest]))
    simplified = [*shapes(engine, theatre, "simplified").values()]
    assert shapely.coverage_is_valid(simplified)
    assert all(shape.is_valid for shape in simplified)
    assert len(shapely.get_parts(shapely.union_all(simplified))) == 3  # P1, D21 and D22
    assert len(shapely.get_coordinates(simplified)) < 100
    whole = [*shapes(engine, theatre).values()]
    assert len(shapely.get_coordinates(whole)) > 200


def test_of_several_layers_the_one_of_districts_is_taken(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    file = write_map(tmp_path / "a.gpkg", layer="admin2")
    province = [shapely.box(10, 50, 11, 51)]
    write_map(file, {"name": ["Mudland"]}, province, layer="admin1")
    points = [shape.centroid for shape in SQUARES.values()]
    write_map(file, {"pcode": [*SQUARES]}, points, layer="centroids")
    assert take(engine, theatre, file).layer == "admin2"
    write_map(file, {"pcode": [*SQUARES]}, layer="again")
    assert "a.gpkg:admin2, a.gpkg:again" in refusal(engine, theatre, file)
    assert take(engine, theatre, file, layer="again").layer == "again"
    assert "no layer 'roads'" in refusal(engine, theatre, file, layer="roads")


def test_of_equal_layers_in_a_zip_one_is_chosen_by_its_file(
    engine: Engine, theatre: str, tmp_path: Path
) -> None:
    write_map(tmp_path / "a.geojson")
    packed = zipped(write_map(tmp_path / "a.shp"))
    assert "a.geojson:a, a.shp:a" in refusal(engine, theatre, packed)
    assert take(engine, theatre, packed, layer="a.geojson:a").lacking == []


def test_a_dry_run_records_nothing(engine: Engine, theatre: str, tmp_path: Path) -> None:
    imported = take(engine, theatre, write_map(tmp_path / "a.geojson"), dry_run=True)
    assert imported.revision is None
    with engine.connect() as connection:
        count = select(func.count()).where(boundary_versions.c.theatre == theatre)
        assert connection.scalar(count.select_from(boundary_versions)) == 1


TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("about", "detail"),
    [
        ({"source": "schematic"}, "name another source"),
        ({"valid_from": TODAY + DAY}, "not valid yet"),
        ({"valid_to": TODAY}, "Leave the last day out"),
        ({"valid_from": TODAY - DAY, "valid_to": TODAY - 2 * DAY}, "before the first"),
    ],
)
def test_what_can_not_be_said_of_boundaries_is_refused(
    engine: Engine, theatre: str, tmp_path: Path, about: dict[str, Any], detail: str
) -> None:
    file = write_map(tmp_path / "a.geojson")
    assert detail in refusal(engine, theatre, file, about=ABOUT._replace(**about))
    yesterday = ABOUT._replace(valid_from=TODAY - DAY, valid_to=TODAY - DAY)
    assert take(engine, theatre, file, about=yesterday).revision


def test_an_unknown_theatre_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(TheatreNotFound):
        take(engine, "NOWHERE", write_map(tmp_path / "a.geojson"))
