"""How do counts look in pandas? One row for each bucket, or a column for each status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def buckets_frame(answer: dict[str, Any]) -> pd.DataFrame:
    """Make a table of counts, indexed by status; by province and status if there are groups."""
    import pandas as pd  # noqa: PLC0415 - an extra that most of the client does without

    if "groups" not in answer:
        return pd.DataFrame(answer["buckets"]).set_index("status")
    rows = [
        {"province": group["code"], "province_name": group["name"], **bucket}
        for group in answer["groups"]
        for bucket in group["buckets"]
    ]
    return pd.DataFrame(rows).set_index(["province", "status"])


def series_frame(answer: dict[str, Any], value: str = "count") -> pd.DataFrame:
    """Make a table of counts over time: a row for each day, a column for each status."""
    import pandas as pd  # noqa: PLC0415 - as above

    rows = {
        point["at"]: {status: bucket[value] for status, bucket in point["buckets"].items()}
        for point in answer["points"]
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.to_datetime(frame.index)
    return frame
