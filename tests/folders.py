"""Small theatres on disk, for tests that load, check and export them."""

from itertools import count
from pathlib import Path

_NUMBERS = count(1)

THEATRE = """
id = "{id}"
code = "{id}"
title = "Elbonia {id}"
licence = "CC0-1.0"
attribution = "Made up for tests."
falls_to = "north"
default_set = "all"
default_policy = "confirmed"

[[actors]]
id = "north"
label = "North"

[[actors]]
id = "south"
label = "South"

[[statuses]]
id = "north"
step = 0
label = "North"
controller = "north"
degree = "control"
colour = "#0072B2"
order = 1

[[statuses]]
id = "fought"
step = 1
label = "Fought over"
degree = "contested"
colour = "#F0E442"
order = 2

[[statuses]]
id = "south"
step = 2
label = "South"
controller = "south"
degree = "control"
colour = "#D55E00"
order = 3

[[sets]]
id = "all"
title = "All districts"
"""

TABLES = {
    "provinces": """code,code_system,name_en,capital,centroid_lon,centroid_lat
P1,local,Mudland,D11,10.5,50.5
P2,local,Fogland,D21,12.5,50.5
""",
    "districts": """\
code,code_system,name_en,name_fa,province,type,parent,sets,centroid_lon,centroid_lat
D11,local,Mudville,گل‌آباد,P1,provincial_centre,,all,10.1,50.1
D12,local,Upper Mud,,P1,district,,all,10.6,50.2
D13,local,Lower Mud,,P1,district,D12,all,10.3,50.7
D21,local,Fogville,,P2,provincial_centre,,all,12.1,50.1
D22,local,Thick Fog,,P2,district,,all,12.6,50.6
""",
    "names": "code,name,lang,source\nD12,Mud on the Hill,en,an old map\n",
    "population": "code,population,year,source\nD11,1200,2019,census\n",
    "sources": "id,name,kind,favours\ngazette,The Gazette,media,\nnorth-office,North,party,north\n",
    "claims": """\
place,except,status,valid_from,source,note,report_url,report_published_on,standing
D11,,fought,2020-01-05,gazette,first,https://example.org/1,2020-01-06,confirmed
P1,D11,north,2020-02,gazette,,https://example.org/2,2020-02-20,confirmed
D22,,south,../2020-03-01,north-office,,https://example.org/3,2020-03-04,unconfirmed
""",
    "figures": """\
date,place,publisher,denominator,unit,north,fought,south,report_url
2020-02-20,P1,The Gazette,3,districts,2,1,,https://example.org/2
""",
}


def write_folder(path: Path, **tables: str) -> str:
    """Write a theatre of two provinces and five districts; give its id, which no other has.

    Tables that are named replace those of the same name; an empty one is left out.
    """
    id_ = f"E{next(_NUMBERS)}"
    path.mkdir(exist_ok=True)
    toml = tables.pop("theatre", THEATRE)
    (path / "theatre.toml").write_text(toml.format(id=id_), "utf-8")
    for name, text in (TABLES | tables).items():
        if text:
            (path / f"{name}.csv").write_text(text.format(id=id_), "utf-8")
    return id_
