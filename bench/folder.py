"""A made-up theatre as a folder: as many places and claims as asked for, the same every time."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from bench.ledger import DAYS, FIRST

PROVINCES, SOURCES, REPORTS_PER_DAY = 60, 40, 60
SCALE = {
    "red": ("control", "red"),
    "leans-red": ("influence", "red"),
    "contested": ("contested", None),
    "leans-blue": ("influence", "blue"),
    "blue": ("control", "blue"),
}

TOML = """\
id = "bench"
code = "XB"
title = "A made-up country"
licence = "CC0-1.0"
attribution = "Made up for measuring."
falls_to = "red"
default_set = "all"
default_policy = "confirmed"

[[sets]]
id = "all"
title = "All districts"
"""
ACTOR = '\n[[actors]]\nid = "{0}"\nlabel = "{0}"\n'
STATUS = """
[[statuses]]
id = "{id}"
step = {step}
label = "{id}"
{controller}degree = "{degree}"
colour = "#0072B2"
order = {step}
"""


def write_theatre(folder: Path, places: int, claims: int) -> None:
    """Write the theatre `bench` of `places` districts in 60 provinces, on a grid, with claims."""
    random = Random(33_000)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theatre.toml").write_text(TOML + "".join(_parties_and_scale()))
    codes = [f"X{number:05}" for number in range(places)]
    capitals = [f"P{n:02},local,Province {n},{codes[n]}".split(",") for n in range(PROVINCES)]
    _table(folder, "provinces", "code code_system name_en capital", capitals)
    _table(
        folder,
        "districts",
        "code code_system name_en province type sets centroid_lon centroid_lat",
        (_district(code, number, places) for number, code in enumerate(codes)),
    )
    named = ((f"source-{n}", f"Source {n}", "media", "") for n in range(SOURCES))
    _table(folder, "sources", "id name kind favours", named)
    said = (
        "place status valid_from source note report_url report_title report_published_on standing"
    )
    _table(folder, "claims", said, (_claim(random, codes, n, claims) for n in range(claims)))


def _parties_and_scale() -> Iterator[str]:
    yield from (ACTOR.format(actor) for actor in ("red", "blue"))
    for step, (id_, (degree, holder)) in enumerate(SCALE.items()):
        controller = f'controller = "{holder}"\n' if holder else ""
        yield STATUS.format(id=id_, step=step, controller=controller, degree=degree)


def _district(code: str, number: int, places: int) -> Sequence[object]:
    """Put a district on a grid; the first of each province is its capital."""
    province, kind = number % PROVINCES, "provincial_centre" if number < PROVINCES else "district"
    across = int(places**0.5) + 1
    lon, lat = 22 + 18 * (number % across) / across, 44 + 8 * (number // across) / across
    named = (code, "local", f"District {number}", f"P{province:02}", kind, "all")
    return (*named, f"{lon:.5f}", f"{lat:.5f}")


def _claim(random: Random, codes: list[str], number: int, claims: int) -> Sequence[object]:
    """Say something of a place on the way through the days; reports cover many places."""
    day = FIRST + timedelta(days=number * DAYS // claims)
    began = day - timedelta(days=random.choice((0, 0, 0, 1, 2, 9)))
    place = random.choice(codes) if random.random() > 0.0002 else f"P{random.randrange(60):02}"
    window = day.isoformat() if began == day else f"{began}/{day}"
    report = f"{day}-{random.randrange(REPORTS_PER_DAY)}"
    note = f"as told on {day}" if random.random() < 0.2 else ""
    standing = "confirmed" if random.random() < 0.8 else "unconfirmed"
    cited = (f"https://example.org/{report}", f"Report {report}", day.isoformat())
    source = f"source-{random.randrange(SOURCES)}"
    return (place, random.choice(list(SCALE)), window, source, note, *cited, standing)


def _table(folder: Path, name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(rows)
