# %% [markdown]
# # Frontline in a notebook
#
# Open this file as a notebook (VS Code and Jupytext know its cells), or run it:
# `python docs/notebook.py http://127.0.0.1:8000`. It needs pandas, geopandas and pyarrow.

# %%
import io
import json
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

SERVICE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
THEATRE = f"{SERVICE}/v1/theatres/AF"


def ask(path: str, **parameters: str) -> io.BytesIO:
    """Ask the service; keep `revision` in what you publish, and the answer never changes."""
    with urlopen(f"{THEATRE}/{path}?{urlencode(parameters)}") as answer:
        return io.BytesIO(answer.read())


# %% [markdown]
# ## What is this map made of?
# Read the method before the map: what control means, which claims count, what is missing.

# %%
method = json.load(ask("method"))
print(method["title"], "at revision", method["revision"])
for note in method["control"] + method["gaps"]:
    print("-", note["text"])

# %% [markdown]
# ## Who held what on 7 July 2021, as known the day after?
# `low` and `high` say how sure the count is; `not_assessed` is nobody's.

# %%
view = {"at": "2021-07-07", "known_at": "2021-07-08"}
status = gpd.read_parquet(ask("status", f="parquet", **view))
counts = status["status"].value_counts()
print(counts.to_string())

# %%
counted = pd.read_csv(ask("aggregates", f="csv", **view))
print(counted[["status", "count", "low", "high", "total"]].to_string(index=False))

# %% [markdown]
# ## The map
# The shapes are schematic until boundaries are loaded. Districts without coordinates have none.

# %%
scale = {step["id"]: step["colour"] for step in method["scale"]}
drawn = status[status.geometry.notna()]
colours = drawn["status"].map(scale).fillna("#FFFFFF")
print(len(drawn), "districts on the map,", len(status) - len(drawn), "without a shape")
# With matplotlib: drawn.plot(color=colours, edgecolor="white", linewidth=0.3)

# %% [markdown]
# ## For how long does a hold last?
# Every period of every district; the last one of each is open. Days of the month on which a
# district fell are as sharp as its claims: `from_earliest` to `from_latest`.

# %%
table = pq.read_table(ask("periods", f="parquet"))
about = json.loads(table.schema.metadata[b"frontline"])
periods = table.to_pandas()
for column in ("from_latest", "to"):
    periods[column] = pd.to_datetime(periods[column])
lasted = (periods["to"] - periods["from_latest"]).dt.days + 1
print(lasted.groupby(periods["status"]).describe()[["count", "50%", "max"]].to_string())

# %%
fell = periods[periods["status"] == "taliban"].groupby("code")["from_latest"].min()
by_month = fell.dt.to_period("M").value_counts().sort_index()
print(by_month.tail(6).to_string())

# %% [markdown]
# ## Cite it
# A revision fixes what was known; with it anyone gets the same bytes.

# %%
print(f"{THEATRE}/status?at=2021-07-07&revision={about['revision']}")
print(method["licence"], "-", method["attribution"])
