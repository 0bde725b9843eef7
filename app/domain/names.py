"""Are two spellings the same name?

Spellings of one place differ by case, diacritics, hyphens, apostrophes, spaces, brackets, the
Arabic or Persian form of a letter, and marks that are not seen. `fold` takes these away and no
letter; what differs by a letter is the business of the tolerant search.
"""

import re
import unicodedata
from functools import lru_cache

# Both stand for the Persian ye and kaf and differ by keyboard alone; the last three are forms of
# he, the bare one being what decomposition leaves of the ezafe form.
_PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ە": "ه"})
# The linking vowel of "Qala-i-Naw" is written i or e.
_EZAFE = re.compile(r"(?<=\w)[\s\-]+i[\s\-]+(?=\w)")
_DROPPED_CATEGORIES = {"Cf", "Cc", "Sk"}
_MODIFIER_APOSTROPHES = frozenset("ʹʺʻʼʽʾʿˈ\N{ARABIC TATWEEL}")


# A load folds each name several times, and is made of little else where places are many.
@lru_cache(maxsize=2**16)
def fold(name: str) -> str:
    """Reduce a name to what two spellings of it share: equal folds are the same name.

    An empty result means that the name held no letter and no digit.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold().translate(_PERSIAN_LETTERS)
    linked = _EZAFE.sub("-e-", "".join(sign for sign in decomposed if not _is_mark(sign)))
    return unicodedata.normalize("NFC", "".join(sign for sign in linked if not _is_break(sign)))


def _is_mark(sign: str) -> bool:
    """Whether a sign only shades a letter: an accent, a Hebrew or Arabic vowel sign, a bidi mark.

    Vowel signs of Indic scripts and the voicing of kana are of other classes: they are letters.
    """
    combining = unicodedata.combining(sign)
    return (
        10 <= combining <= 36
        or combining >= 200
        or sign in _MODIFIER_APOSTROPHES
        or unicodedata.category(sign) in _DROPPED_CATEGORIES
    )


def _is_break(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PZ"
