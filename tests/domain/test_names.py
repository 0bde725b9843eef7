"""Spellings of one name fold together, and no two districts of a province do."""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import fold

AFGHANISTAN = Path(__file__).parents[2] / "data" / "afghanistan"


def rows(table: str) -> list[dict[str, str]]:
    with (AFGHANISTAN / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qala-i-Naw", "Qala-e-Naw"),
        ("Qala-I- Naw", "QALA E NAW"),
        ("Sar-e-Pul", "Sar i Pul"),
        ("Hérat", "herat"),
        ("Ḩayratān", "Hayratan"),
        ("Lashkar Gah", "Lashkargah"),
        ("Sha’ran", "Sha'ran"),
        ("Maʿruf", "Maruf"),
        ("Khost (Matun)", "Khost(Matun)"),
        ("قلعه نو", "قلعه\u200cنو"),
        ("\u200fقلعهٔ نو\u200e", "قلعه نو"),
        ("کابل", "كابل"),
        ("کاپیسا", "کاپيسا"),
        ("ﻛﺎﺑﻞ", "کابل"),
        ("مُحمَّد آغه", "محمد اغه"),
        ("ﺍﻟﻪ ســای", "اله سای"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Herat", "Hirat"),
        ("Qala-e-Naw", "Qala-e-Nur"),
        ("Yakawlang", "Yakawlang No. 2"),
        ("Qala-e-Naw", "Qala Naw"),
        ("Jaji", "Jaj-e"),
        ("ټاپی", "تاپی"),
        ("किला", "कला"),
        ("が", "か"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_a_fold_is_its_own_fold_whatever_the_normal_form(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", name)) == folded
    assert not any(sign.isspace() for sign in folded)


def test_no_two_districts_of_a_province_share_a_fold() -> None:
    districts = rows("districts.csv")
    province = {district["code"]: district["province"] for district in districts}
    spellings = [(row["code"], row[lang]) for row in districts for lang in ("name_en", "name_fa")]
    spellings += [(row["code"], row["name"]) for row in rows("names.csv")]
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, name in spellings:
        if name and code in province:
            meant[province[code], fold(name)].add(code)
    assert len(meant) > len(districts)
    assert [codes for codes in meant.values() if len(codes) > 1] == []
