"""A folder becomes a theatre: all of it or nothing, replayed once, and then only what is new."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from app.db.engines import owner_engine
from app.db.models import boundaries, claims, events, metadata, place_names, reports, theatres
from app.errors import DraftRejected
from app.services.load_theatre import load, load_if_absent
from app.settings import Settings
from tests.folders import TABLES, THEATRE, write_folder


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return owner_engine(settings)


def rows(engine: Engine, table: Any, theatre: str, *columns: str) -> list[tuple[Any, ...]]:
    chosen = [table.c[name] for name in columns]
    order = table.c.get("revision", [*table.primary_key.columns][-1])
    statement = select(*chosen).where(table.c.theatre == theatre).order_by(order)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def faults(engine: Engine, folder: Path) -> list[tuple[object, object, str]]:
    with pytest.raises(DraftRejected) as refused:
        load(engine, folder)
    return [(f["file"], f["line"], f["detail"]) for f in refused.value.errors]


def test_the_first_load_replays_what_was_said_when_it_was_said(
    engine: Engine, tmp_path: Path
) -> None:
    id_ = write_folder(tmp_path)
    loaded = load(engine, tmp_path)
    assert (loaded.theatre, loaded.events, loaded.claims, loaded.figures) == (id_, 8, 3, 1)
    found = rows(engine, events, id_, "revision", "kind", "recorded_at")
    kinds = ["places", "boundaries", "source", "source", "claim", "claim", "figure", "claim"]
    assert [(revision, kind) for revision, kind, _ in found] == [*enumerate(kinds, start=1)]
    days = ["2020-01-06"] * 5 + ["2020-02-20"] * 2 + ["2020-03-04"]
    ends = [datetime.fromisoformat(f"{day}T23:59:59.999999+00:00") for day in days]
    assert [recorded_at for _, _, recorded_at in found] == ends


def test_a_window_ends_with_its_report_and_the_districts_are_counted(
    engine: Engine, tmp_path: Path
) -> None:
    id_ = write_folder(tmp_path)
    load(engine, tmp_path)
    found = rows(engine, claims, id_, "place", "except", "covers", "earliest", "latest")
    assert [(p, e, c, str(first), str(last)) for p, e, c, first, last in found] == [
        ("D11", [], 1, "2020-01-05", "2020-01-05"),
        ("P1", ["D11"], 2, "2020-02-01", "2020-02-20"),
        ("D22", [], 1, "None", "2020-03-01"),
    ]


def test_a_document_cited_twice_is_one_report(engine: Engine, tmp_path: Path) -> None:
    twice = TABLES["claims"].replace(
        "https://example.org/3,2020-03-04", "https://example.org/2,2020-02-20"
    )
    id_ = write_folder(tmp_path, claims=twice.replace("../2020-03-01", "2020-02-19"))
    load(engine, tmp_path)
    cited = rows(engine, claims, id_, "report")
    assert cited[1] == cited[2] != cited[0]
    assert len(rows(engine, reports, id_, "id")) == 3  # the figure cites it with a publisher


def test_loading_again_adds_only_what_is_new_at_the_clock(engine: Engine, tmp_path: Path) -> None:
    id_ = write_folder(tmp_path)
    first = load(engine, tmp_path)
    assert load(engine, tmp_path)._replace(claims=3, figures=1, events=8) == first
    before = datetime.now(UTC)
    with (tmp_path / "claims.csv").open("a") as table:
        table.write("D12,,south,2020-05-01,gazette,,https://example.org/9,2020-05-02,confirmed\n")
    with (tmp_path / "names.csv").open("a") as table:
        table.write("D22,Dense Fog,en,a new map\n")
    again = load(engine, tmp_path)
    assert (again.events, again.claims, again.revision) == (2, 1, 10)
    added = rows(engine, events, id_, "kind", "recorded_at")[-2:]
    assert [kind for kind, _ in added] == ["places", "claim"]
    assert all(recorded_at >= before for _, recorded_at in added)
    assert ("Dense Fog", 9) in rows(engine, place_names, id_, "name", "revision")


def test_a_theatre_that_is_there_is_not_loaded_by_serve(engine: Engine, tmp_path: Path) -> None:
    write_folder(tmp_path)
    assert load_if_absent(engine, tmp_path) is not None
    (tmp_path / "claims.csv").write_text("no table at all")
    assert load_if_absent(engine, tmp_path) is None


def test_a_load_leaves_statistics_of_every_table_that_it_fills(afghanistan: Settings) -> None:
    many = 100
    with owner_engine(afghanistan).connect() as connection:
        told = "SELECT relname FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL"
        analyzed = set(connection.exec_driver_sql(told).scalars())
        tables = [table for table in metadata.sorted_tables if "theatre" in table.c]
        filled = {
            table.name
            for table in tables
            if connection.scalar(select(func.count() > many).where(table.c.theatre == "AF"))
        }
    assert {"claims", "wins"} <= filled <= analyzed


def test_every_error_is_told_with_its_file_and_line_and_nothing_is_recorded(
    engine: Engine, tmp_path: Path
) -> None:
    id_ = write_folder(
        tmp_path,
        claims=TABLES["claims"].replace(",fought,", ",taken,").replace("2020-02,", "2020-13,")
        + "\n\nD99,,north,2020-01-01,nobody,,https://example.org/4,,confirmed\n",
        figures=TABLES["figures"].replace(",2,1,,", ",two,1,,"),
        population=TABLES["population"].replace("1200", "many"),
    )
    found = faults(engine, tmp_path)
    assert [(file, line) for file, line, _ in found] == [
        ("claims.csv", 2),
        ("claims.csv", 3),
        ("claims.csv", 7),
        ("claims.csv", 7),
        ("figures.csv", 2),
        ("population.csv", 2),
    ]
    assert "north, fought, south" in found[0][2]
    with engine.connect() as connection:
        assert connection.scalar(select(theatres.c.id).where(theatres.c.id == id_)) is None


@pytest.mark.parametrize(
    ("right", "wrong", "line", "detail"),
    [
        ('colour = "#0072B2"', 'colour = "blue"', 25, "statuses.0.colour"),
        ('falls_to = "north"', 'falls_to = "east"', 1, "falls_to: there is no actor 'east'."),
        ("step = 1\n", "step = 0\n", 1, "statuses: step: 0 is there twice."),
        ('default_policy = "confirmed"', 'default_policy = "best"', 1, "no policy 'best'"),
        ('default_policy = "confirmed"', 'default_policy = "majority"', 1, "needs a status"),
        ('title = "Elbonia', 'titel = "Elbonia', 4, "titel"),
        ('code = "{id}"', 'code = "{id}', 1, "no TOML"),
    ],
)
def test_a_theatre_that_does_not_fit_is_refused(
    engine: Engine, tmp_path: Path, right: str, wrong: str, line: int, detail: str
) -> None:
    assert right in THEATRE
    write_folder(tmp_path, theatre=THEATRE.replace(right, wrong, 1))
    found = faults(engine, tmp_path)
    assert any(
        file == "theatre.toml" and told == line and detail in why for file, told, why in found
    ), found


@pytest.mark.parametrize(
    ("table", "right", "wrong", "detail"),
    [
        ("districts", "D12,local", "D11,local", "another place's too"),
        ("districts", "P2,district", "P9,district", "no P9 in provinces.csv"),
        ("districts", ",D12,all", ",D99,all", "no other district D99"),
        ("districts", "district,,all", "district,,some", "no set 'some'"),
        ("provinces", "D11,10.5", "D12,10.5", "no provincial_centre of P1"),
        ("provinces", "10.5,50.5", "10.5,500.5", "less than or equal to 90"),
        ("sources", "party,north", "party,east", "no actor 'east'"),
        ("names", "D12,", "D99,", "no place D99"),
        ("claims", ",,fought", ",D12,fought", "can't leave any out"),
        ("claims", "P1,D11", "P1,D21", "no district of the place"),
        ("claims", "https://example.org/1", "ftp://example.org/1", "http or https"),
        ("claims", "2020-01-06", "2020-01-04", "begins after the report was published"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    engine: Engine, tmp_path: Path, table: str, right: str, wrong: str, detail: str
) -> None:
    assert right in TABLES[table]
    write_folder(tmp_path, **{table: TABLES[table].replace(right, wrong, 1)})
    found = faults(engine, tmp_path)
    assert any(file == f"{table}.csv" and detail in why for file, _, why in found), found


def test_what_a_status_means_is_fixed(engine: Engine, tmp_path: Path) -> None:
    write_folder(tmp_path)
    load(engine, tmp_path)
    toml = tmp_path / "theatre.toml"
    toml.write_text(toml.read_text().replace('degree = "contested"', 'degree = "unknown"'))
    assert faults(engine, tmp_path)[0][2].startswith("statuses: fought is recorded otherwise")


def test_cells_share_no_ground_and_each_holds_its_centroid(engine: Engine, tmp_path: Path) -> None:
    id_ = write_folder(tmp_path)
    load(engine, tmp_path)
    assert [code for (code,) in rows(engine, boundaries, id_, "code")] == [
        *("D11", "D12", "D13", "D21", "D22")
    ]
    with engine.connect() as connection:
        shared, outside = connection.exec_driver_sql(
            """
            SELECT coalesce(sum(ST_Area(ST_Intersection(a.geometry, b.geometry))), 0),
                   (SELECT count(*) FROM boundaries JOIN places USING (theatre, code)
                     WHERE theatre = %(id)s AND NOT ST_Contains(geometry, centroid))
            FROM boundaries a JOIN boundaries b ON a.theatre = b.theatre AND a.code < b.code
            WHERE a.theatre = %(id)s
            """,
            {"id": id_},
        ).one()
    assert shared < 1e-9
    assert outside == 0


def test_a_theatre_without_coordinates_or_claims_can_be_loaded(
    engine: Engine, tmp_path: Path
) -> None:
    bare = "\n".join(line.rsplit(",", 2)[0] for line in TABLES["districts"].splitlines())
    id_ = write_folder(tmp_path, districts=bare, claims="", figures="", names="", population="")
    before = datetime.now(UTC)
    assert load(engine, tmp_path).events == 3
    assert rows(engine, events, id_, "recorded_at")[0][0] >= before
