"""A file that is broken, foreign or too large is refused in a sentence that says what to do."""

import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import shapely

from app.errors import DraftRejected
from app.services.boundary_file import Layer, find_layers, read_rows, read_table
from app.services.geometry import read_polygons
from app.services.zipped_folder import MOST_FILES
from tests.boundaries.maps import SQUARES, write_map, zipped

LIMIT = 200_000
GEOJSON = '{"type":"FeatureCollection","features":[]}'


def refusal(file: Path, limit: int = LIMIT) -> str:
    """What is said of a file that can't be used."""
    with pytest.raises(DraftRejected) as refused:
        read(file, limit)
    return refused.value.detail


def read(file: Path, limit: int) -> None:
    for layer in find_layers(file, limit, file.parent / "unpacked"):
        read_rows(layer)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("a.geojson", b"", "is no GeoJSON, Shapefile, GeoPackage"),
        ("a.geojson", b"<OGRVRTDataSource/>", "is no GeoJSON, Shapefile, GeoPackage"),
        ("a.pdf", b"%PDF-1.7", "is no GeoJSON, Shapefile, GeoPackage"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[', "can't be read"),
        ("a.geojson", b'{"type":"Nonsense"}', "can't be read"),
        ("a.json", b'{"type":"Point","coordinates":[1,2]}', "no layer of polygons"),
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(10), "can't be read"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "can't be unpacked"),
    ],
)
def test_what_is_no_boundary_file_is_told(
    tmp_path: Path, name: str, content: bytes, detail: str
) -> None:
    assert detail in refusal(written(tmp_path / name, content))


def test_a_cut_file_of_each_format_is_told(tmp_path: Path) -> None:
    for ending in (".geojson", ".gpkg"):
        whole = write_map(tmp_path / f"a{ending}").read_bytes()
        cut = written(tmp_path / f"cut{ending}", whole[: len(whole) // 2])
        assert "can't be read" in refusal(cut)
    whole = zipped(write_map(tmp_path / "b.shp")).read_bytes()
    assert "can't be unpacked" in refusal(written(tmp_path / "cut.zip", whole[:-50]))


def test_a_shapefile_without_its_other_files_is_told(tmp_path: Path) -> None:
    file = write_map(tmp_path / "a.shp")
    file.with_suffix(".shx").unlink()
    assert "a.shp can't be read" in refusal(file)


def test_what_is_larger_than_the_limit_is_told(tmp_path: Path) -> None:
    file = write_map(tmp_path / "a.geojson")
    size = file.stat().st_size
    assert find_layers(file, size, tmp_path)
    assert "FRONTLINE_BOUNDARIES_LIMIT_BYTES" in refusal(file, size - 1)


def test_a_zip_that_would_unpack_to_more_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", " " * (LIMIT + 1))
    assert bomb.stat().st_size < 1000
    assert "would unpack to more" in refusal(bomb)
    assert not (tmp_path / "unpacked").exists()


def test_a_zip_that_lies_about_its_size_is_not_believed(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", " " * (LIMIT + 1))
    told, lie = struct.pack("<I", LIMIT + 1), struct.pack("<I", 10)
    written(bomb, bomb.read_bytes().replace(told, lie))
    assert "can't be unpacked" in refusal(bomb)
    unpacked = (tmp_path / "unpacked").rglob("*")
    assert sum(file.stat().st_size for file in unpacked if file.is_file()) <= 10


def test_a_zip_of_too_many_files_is_not_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "many.zip"
    with ZipFile(packed, "w") as archive:
        for number in range(MOST_FILES + 1):
            archive.writestr(f"{number}.geojson", "{}")
    assert "1000 files" in refusal(packed)


def test_a_zip_writes_nothing_outside_its_folder(tmp_path: Path) -> None:
    packed = tmp_path / "slip.zip"
    with ZipFile(packed, "w") as archive:
        archive.writestr("../outside.geojson", GEOJSON)
    (tmp_path / "unpacked").mkdir()
    find_layers(packed, LIMIT, tmp_path / "unpacked")
    assert not (tmp_path / "outside.geojson").exists()


def test_a_zip_without_boundaries_is_told(tmp_path: Path) -> None:
    packed = tmp_path / "letters.zip"
    with ZipFile(packed, "w") as archive:
        archive.writestr("letter.txt", "Dear surveyors")
        archive.writestr("__MACOSX/._a.geojson", "resource fork")
    assert ".shp, .geojson, .json, .gpkg" in refusal(packed)


def test_another_coordinate_system_is_told_with_the_way_out(tmp_path: Path) -> None:
    said = refusal(write_map(tmp_path / "a.gpkg", crs="EPSG:32642"))
    assert "EPSG:32642" in said
    assert "-t_srs EPSG:4326" in said
    silent = write_map(tmp_path / "b.shp")
    silent.with_suffix(".prj").unlink()
    assert "that it does not tell" in refusal(silent)


@pytest.mark.parametrize(
    "shape", [shapely.box(500_000, 50, 500_100, 51), shapely.box(10, 50, 10.5, 90.1)]
)
def test_coordinates_that_are_no_degrees_are_told(shape: shapely.Polygon) -> None:
    with pytest.raises(DraftRejected, match="no degrees of WGS 84"):
        read_polygons([SQUARES["D11"].wkb, shape.wkb])


def test_a_ring_that_is_not_closed_is_closed_and_it_is_said() -> None:
    corners = [(10, 50), (11, 50), (11, 51), (10, 51)]
    ring = b"".join(struct.pack("<dd", *corner) for corner in corners)
    polygons, reasons = read_polygons([struct.pack("<BIII", 1, 3, 1, 4) + ring, None])
    assert polygons[0].equals(shapely.box(10, 50, 11, 51))
    assert polygons[1].is_empty
    assert reasons == ["Ring not closed", None]


def test_numbers_and_empty_cells_are_read_as_text(tmp_path: Path) -> None:
    file = write_map(
        tmp_path / "a.geojson",
        {"number": [101, 2, 3, 4, 5], "share": [0.5] * 5, "name": ["a", None, "c", "", "e"]},
    )
    (layer,) = find_layers(file, LIMIT, tmp_path)
    assert read_table(layer) == {
        "number": ["101", "2", "3", "4", "5"],
        "name": ["a", "", "c", "", "e"],
    }
    assert layer == Layer(file, "a")
