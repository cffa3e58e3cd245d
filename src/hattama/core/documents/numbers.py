"""Numbers in running text, with what they count: thousands parted in any manner, decimal comma or point,
percentages, money, and what merely looks like a count: years, days, articles, ages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from hattama.core.documents.days import MONTH
from hattama.core.documents.stems import SMALL_WORDS, WORD, stem


class Kind(StrEnum):
    """What a number says."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a passage: `start` to `end` with its unit; `digits_end` before it.

    `places` after the decimal mark; `about`: said to be more, less or near. `nouns`: stems of the words
    behind it, at most four, as far as no sign parts them. `step`: one in the last place that is written.
    """

    kind: Kind
    value: Fraction
    start: int
    digits_end: int
    end: int
    places: int
    step: Fraction
    about: bool
    unit: str
    nouns: tuple[str, ...]
    suffix: str


MOST_DIGITS: Final = 24
"""What is longer counts nothing: it is an account, a code, or a row of digits to see what happens."""

_NUMBER = re.compile(
    r"(?<![\w№#/:.,])(?<!№ )"
    r"(?P<whole>\d{1,3}(?: \d{3})+(?!\d)|\d{1,3}(?:([,.'’])\d{3})(?:\2\d{3})*(?!\d)|\d+)"
    r"(?P<part>[.,]\d{1,4})?(?![\d/:]|[.,]\d|\.?[^\W\d_])"
)
_SUFFIX = re.compile(r"-([^\W\d_]+)")
_PERCENT = re.compile(r"\s?%|\s?(?:пайыз|процент|per\s?cent\b|pct\b)[^\W\d_]*", re.IGNORECASE)
_TIMES = re.compile(
    r"\s?(млн\.?|миллион\w*|million|млрд\.?|миллиард\w*|billion|тыс\.?|тысяч\w*|мың\w*|thousand)(?!\w)", re.I
)
_SCALES = (
    ("млн", 6),
    ("миллион", 6),
    ("million", 6),
    ("млрд", 9),
    ("миллиард", 9),
    ("billion", 9),
    ("thousand", 3),
    ("т", 3),
    ("м", 3),
)
_MONEY = re.compile(
    r"\s?(?P<KZT>теңге\w*|тенге|тг\b|KZT|₸|tenge)|\s?(?P<EUR>еуро\w*|евро|EUR|€|euros?\b)"
    r"|\s?(?P<USD>(?:АҚШ )?доллар\w*|USD|\$|(?:US )?dollars?\b)|\s?(?P<RUB>рубл\w*|RUB|₽|roubles?|rubles?)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:(?P<KZT>KZT|₸)|(?P<EUR>EUR|€)|(?P<USD>USD|\$)|(?P<RUB>RUB|₽))\s?$")
_LAW = re.compile(
    r"(?:№|no\.?|art(?:icle|\.)|section|paragraphs?|items?|points?|note|annex|chapter|page|rule|resolution|"
    r"ст\.|стать\w+|пункт\w*|п\.|пп\.|глав\w+|раздел\w*|абзац\w*|приложени\w+|стр\.|постановлени\w+|"
    r"under|aged|above|older than|younger than|старше|младше|"
    r"бап\w*|тармақ\w*|қосымша|тарау\w*|бөлім\w*|беті?|covid)\s*[-:]?\s*$",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(
    r"[\s-]*(?:(?:бап|баб|бөлі[мг]|тарма[қғ]|тарау|абзац|стать|пункт|раздел|қабат|этаж)\w*|(?:арна|канал|channel)\b"
    r"|(?:жас|лет|год|жыл|күн|дн|день|сағат|час|минут|ай\b|айға|айдан|месяц|недел|апта|тәулік|рет|раз)\w*|г\.|гг\.|ж\.|жж\."
    r"|(?:years?|days?|hours?|minutes?|months?|weeks?|times)\b|км\b|кг\b|мм\b|см\b|га\b|м2|km\b)",
    re.IGNORECASE,
)
_ORDINAL = frozenset(
    (
        "й", "го", "му", "м", "я", "е", "х", "ой", "ый", "ые", "ых", "ші", "шы", "інші",
        "ншы", "нші", "st", "nd", "rd", "th",
    )
)  # fmt: skip
_ABOUT_BEFORE = re.compile(
    r"(?:шамамен|кемінде|кем дегенде|около|примерно|приблизительно|порядка|почти|свыше|более|менее|"
    r"не менее|about|approximately|approx\.|some|nearly|almost|over|more than|less than|"
    r"fewer than|around|at least|up to|до|~|≈)"
    r"(?: чем)?\s*$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"(?:\s?[^\W\d_]{1,40}){0,2}?(?:-[^\W\d_]{1,40})?\s(?:жуық|астам|таяу|аса)\w*", re.IGNORECASE
)
_PARTED = re.compile(r"[.,;:()«»“”\"\[\]–—/\n]| - ")


def find_numbers(text: str, language: str, comma_is_decimal: bool | None) -> list[Number]:
    """The numbers of `text`, in order. One that could be read in two ways is left out.

    `comma_is_decimal`: as the document writes elsewhere, None where nothing tells.
    """
    found = []
    for match in _NUMBER.finditer(text):
        value = _value(match, comma_is_decimal)
        if value is not None:
            found.append(_number(text, match, *value, language))
    return found


def decimal_comma(texts: Iterable[str]) -> bool | None:
    """Whether a document parts decimals by a comma: True, False, or None where it shows neither or both."""
    comma = point = 0
    for text in texts:
        comma += len(re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]*\d)", text))
        point += len(
            re.findall(
                r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)|(?<![\d.,])\d{1,2}\.\d{1,2}\s?(?:%|пайыз|per|проц)",
                text,
            )
        )
    if bool(comma) == bool(point):
        return None
    return bool(comma)


def _value(match: re.Match[str], comma_is_decimal: bool | None) -> tuple[Fraction, int, Fraction] | None:
    """The value, the places after its decimal mark, and one in its last written place."""
    whole, sign, part = match.group("whole"), match.group(2), match.group("part") or ""
    if sign and part and part[0] == sign:
        return None
    if sign and whole.count(sign) == 1 and not part:
        decimal = {",": comma_is_decimal, ".": comma_is_decimal is False}.get(sign, False)
        if decimal is None or (decimal and sign == ",") or (sign == "." and not comma_is_decimal):
            return None
        if whole.startswith("0"):
            return None
    digits = re.sub(r"\D", "", whole)
    if len(digits) > MOST_DIGITS:
        return None
    places = len(part) - 1 if part else 0
    value = Fraction(int(digits + part[1:]), 10**places)
    return value, places, Fraction(1, 10**places)


def _number(
    text: str, match: re.Match[str], value: Fraction, places: int, step: Fraction, language: str
) -> Number:
    start, digits_end = match.span()
    end = digits_end
    suffix = ""
    if attached := _SUFFIX.match(text, end):
        suffix, end = attached.group(1).lower(), attached.end()
    if times := _TIMES.match(text, end):
        scale = next(power for word, power in _SCALES if times.group(1).lower().startswith(word))
        value, step, end = value * 10**scale, step * 10**scale, times.end()
    kind, unit, end = _kind(text, start, end, value, suffix, match)
    about = bool(_ABOUT_BEFORE.search(text[max(0, start - 24) : start]) or _ABOUT_AFTER.match(text, end))
    nouns = _nouns(text, end, language)
    return Number(kind, value, start, digits_end, end, places, step, about, unit, nouns, suffix)


def _kind(
    text: str, start: int, end: int, value: Fraction, suffix: str, match: re.Match[str]
) -> tuple[Kind, str, int]:
    if percent := _PERCENT.match(text, end):
        return Kind.PERCENT, "%", percent.end()
    before = text[max(0, start - 24) : start]
    if money := (_MONEY.match(text, end) or _MONEY_BEFORE.search(before)):
        unit = next(name for name, found in money.groupdict().items() if found)
        return Kind.MONEY, unit, max(end, money.end()) if money.re is _MONEY else end
    if _is_no_count(text, before, end, suffix) or _is_year(text, before, end, value, match):
        return Kind.OTHER, "", end
    return Kind.COUNT, "", end


def _is_no_count(text: str, before: str, end: int, suffix: str) -> bool:
    if suffix in _ORDINAL or len(suffix) > 5 or suffix.startswith(("бап", "баб", "тар", "жас", "бөл")):
        return True
    if re.search(r"[^\W\d_]-$|\+\s?$", before) or _LAW.search(before) or _NO_COUNT.match(text, end):
        return True
    # A day: "19 March", "5-маусым", "March 19".
    return bool(MONTH.match(text, end) or re.search(rf"(?:{MONTH.pattern})\s*$", before, re.IGNORECASE))


def _is_year(text: str, before: str, end: int, value: Fraction, match: re.Match[str]) -> bool:
    if not (len(match.group()) == 4 and 1900 <= value <= 2100):
        return False
    following = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    if re.search(r"(?:\b(?:in|since|of|by|until|from|в|с|до|за|от|по)|[«“(])\s?$", before, re.IGNORECASE):
        return True
    return following is None or following.group()[0].isupper() or following.group() in SMALL_WORDS["en"]


def _nouns(text: str, end: int, language: str) -> tuple[str, ...]:
    stretch = text[end : end + 90]
    if parted := _PARTED.search(stretch):
        stretch = stretch[: parted.start()]
    if digits := re.search(r"\d", stretch):
        stretch = stretch[: digits.start()]
    words = [word for word in WORD.findall(stretch) if word.lower() not in SMALL_WORDS[language]]
    return tuple(stem(word, language) for word in words[:4])
