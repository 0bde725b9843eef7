"""The map on many days at once, in few bytes."""

from datetime import date

from typing_extensions import TypedDict

from app.api.schemas.views import Echo
from app.domain.scale import Scale
from app.queries.status_series import Run

Answer = TypedDict("Answer", {"from": date, "to": date, "total": int, "statuses": list[str]})


class RunsItem(TypedDict):
    """A district's runs, in order: [day, status, possible].

    `day` counts from `from`, and a run lasts until the next one; `status` is an index of
    `statuses`; bit i of `possible` is set where the district may have `statuses[i]`, its own
    status included.
    """

    code: str
    runs: list[tuple[int, int, int]]


class StatusSeriesAnswer(Answer, Echo):
    """Every district's runs from the first to the last day; `statuses` ends with `not_assessed`."""

    items: list[RunsItem]


def runs_item(code: str, runs: list[Run], first: date, scale: Scale) -> RunsItem:
    """Show a district's runs; steps of the scale become indices of its buckets."""
    index = {status: i for i, status in enumerate(scale.ids())}
    return {
        "code": code,
        "runs": [
            (
                (run.since - first).days,
                index[scale.at(run.status)],
                sum(1 << index[status] for status in scale.possible(run.status, run.mask)),
            )
            for run in runs
        ],
    }
