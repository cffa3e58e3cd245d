"""What of a voter is compared: the identity number with its control digit, names brought to one spelling.

Pure functions of text. The same person stands in registers as «Қанат Әлімұлы», «Канат Алимович» and «Qanat
Alimuly»; the key of a name is what the three have in common. A key is for comparing, never for showing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

IDENTITY_DIGITS = 12

# The individual identification number of Kazakhstan (law № 223-III of 12 January 2007): six digits of the
# day of birth, one of century and sex (1 and 2: born in the 19th, 3 and 4: 20th, 5 and 6: 21st century; odd:
# male), four of a serial, one of control.
WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))
"""Weights of the first eleven digits; the second set is for numbers of which the first one leaves 10."""


def control_digit_sql(column: str) -> str:
    """SQL: the control digit of the text `column`, whose first eleven are digits.

    NULL where both sets of weights leave 10: such numbers are not given.
    """
    first, second = (
        "(("
        + " + ".join(
            f"{weight} * (ascii(substr({column}, {place}, 1)) - 48)" for place, weight in enumerate(row, 1)
        )
        + ") % 11)"
        for row in WEIGHTS
    )
    return f"(CASE WHEN {first} < 10 THEN {first} WHEN {second} < 10 THEN {second} END)"


# Several letters first, longer before shorter: Cyrillic has one letter where a Latin spelling writes two.
_PAIRS = "shch=sh dzh=j дж=j dj=j zh=j kh=h gh=g tch=ch yo=e ye=e je=e ие=e ье=e ъе=e ph=f ks=x кс=x"
_GROUPS = [pair.split("=") for pair in _PAIRS.split(" ")]
_RUSSIAN = "a b v g d e e j z i i k l m n o p r s t u f h ts ch sh sh  i  e iu ia"
_LETTERS: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        {
            **dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _RUSSIAN.split(" "), strict=True)),
            **dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
            **dict(zip("äáğǵqñńöóüúūışşçyw", "aaggknnoouuuissciv", strict=True)),
        }
    )
)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_TWICE = re.compile(r"(.)\1+")
_PATRONYMIC = re.compile(r"(?:ovic|evic|inicna|icna|ovna|evna|ic|uli|kizi|kiz)$")
_FEMALE = ((re.compile(r"skaia$"), "ski"), (re.compile(r"(ov|ev|in)a$"), r"\1"))


def _skeleton(name: str) -> str:
    text = unicodedata.normalize("NFC", name).lower()
    for group, letter in _GROUPS:
        text = text.replace(group, letter)
    # Kazakh Latin has one letter for what the passport's Latin writes with two.
    text = text.translate(_LETTERS).replace("x", "ks").replace("ch", "c").replace("sh", "s")
    return _NOT_LETTERS.sub("", text)


def name_key(name: str) -> str:
    """The key of a given name: Kazakh, Russian and Latin spellings alike. Empty where nothing is left to
    compare.
    """
    return _TWICE.sub(r"\1", _skeleton(name))


def surname_key(name: str) -> str:
    """The key of a surname, the same for a man and a woman of one family."""
    key = name_key(name)
    for ending, male in _FEMALE:
        key = ending.sub(male, key)
    return key


def patronymic_key(name: str) -> str:
    """The father's name in a patronymic: «Әлімұлы», «Алимович» and «Alimovna» are one."""
    skeleton = _skeleton(name)
    return _TWICE.sub(r"\1", _PATRONYMIC.sub("", skeleton) or skeleton)


KEYS: Mapping[str, tuple[str, Callable[[str], str]]] = MappingProxyType(
    {
        "surname_key": ("surname", surname_key),
        "given_key": ("given", name_key),
        "patronymic_key": ("patronymic", patronymic_key),
        # What the surname's key would be if the given name stood in its place.
        "reversed_key": ("given", surname_key),
    }
)
"""For each key the column of names that it is made of, and how."""
