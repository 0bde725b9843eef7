"""Cells of centroids part the ground between them, however many there are."""

from random import Random

import pytest
import shapely

from app.services.draw_cells import draw_cells


@pytest.mark.parametrize("count", [1, 2, 3, 33_000])
def test_each_cell_holds_its_centroid_and_borders_on_its_neighbours(count: int) -> None:
    random = Random(count)  # noqa: S311 - any points will do
    centroids = [(random.uniform(60, 75), random.uniform(-9, 38)) for _ in range(count)]
    cells = draw_cells(centroids)
    assert len(cells) == count
    assert shapely.contains(cells, shapely.points(centroids)).all()
    assert shapely.coverage_is_valid(cells)


def test_where_no_centroid_is_near_there_is_no_cell() -> None:
    cells = draw_cells([(60.0, 30.0), (60.1, 30.0), (75.0, 30.0)])
    assert shapely.covers(cells, shapely.Point(60.05, 30.1)).any()
    assert not shapely.covers(cells, shapely.Point(67.0, 31.0)).any()
