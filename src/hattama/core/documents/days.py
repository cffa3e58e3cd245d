"""Dates in three languages, and what a calendar says of them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = (
    ("қаңтар", "январ", "january"),
    ("ақпан", "феврал", "february"),
    ("наурыз", "март", "march"),
    ("сәуір", "апрел", "april"),
    ("мамыр", "ма(?:й|(?=[яюе]))", "may"),
    ("маусым", "июн", "june"),
    ("шілде", "июл", "july"),
    ("тамыз", "август", "august"),
    ("қыркүйек|қыркүйег", "сентябр", "september"),
    ("қазан", "октябр", "october"),
    ("қараша", "ноябр", "november"),
    ("желтоқсан", "декабр", "december"),
)
_WEEKDAYS = (
    ("дүйсенбі", r"понедельник\w*", "monday"),
    ("сейсенбі", r"вторник\w*", "tuesday"),
    ("сәрсенбі", r"сред[ауыеой]+", "wednesday"),
    ("бейсенбі", r"четверг\w*", "thursday"),
    ("жұма", r"пятниц\w+", "friday"),
    ("сенбі", r"суббот\w+", "saturday"),
    ("жексенбі", r"воскресень\w+", "sunday"),
)
# In their cases, and no other word that begins alike: «Жұмабаев», «45 маусымдық», «40 маек» are none.
_CASE = "(?:ға|ге|да(?:ғы|н)?|де(?:гі|н)?|н[ыі]ң?|мен|с[ыі])?"
_LETTER = "[а-яёәғқңөұүһі]"
_FORMS = [
    rf"(?:{kk})(?![дтл][ыі][қк]){_LETTER}{{0,5}}|{ru}(?:ь|[аяуюе]|[оеё]м)?(?!{_LETTER})|{en}"
    for kk, ru, en in _MONTHS
]
_NAME = "|".join(f"(?P<m{at}>{forms})" for at, forms in enumerate(_FORMS, 1))
_DAY_NAME = "|".join(f"(?P<w{at}>{kk}{_CASE}|{ru}|{en})" for at, (kk, ru, en) in enumerate(_WEEKDAYS))
MONTH = re.compile(rf"\s?(?:{'|'.join(_FORMS)})", re.IGNORECASE)
"""The name of a month, in any case, behind at most one space."""

_YEAR_BEFORE = r"(?:(?P<y1>(?:19|20)\d\d)\s*(?:жыл\w*|ж\.)\s*)?"
_YEAR_AFTER = r"(?:,?\s+(?P<y2>(?:19|20)\d\d)(?!\d))?"
_DATE = re.compile(
    rf"{_YEAR_BEFORE}(?<!\w)(?:[«\"]?(?P<d1>\d{{1,2}})[»\"]?(?:-?(?:st|nd|rd|th|го|е))?\s+(?:of\s+)?)(?:{_NAME})\b{_YEAR_AFTER}",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"\b(?:{_NAME})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,\s+(?P<y2>(?:19|20)\d\d))?(?P<y1>)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?<![\d.])(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<y>(?:19|20)\d\d)(?!\d)")
_WEEKDAY = re.compile(rf"\b(?:{_DAY_NAME})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,(]{1,3}(?:күні\s?,?\s*|the\s+|on\s+)?")
_BEHIND = re.compile(r"(?:\s?(?:года?|г\.|жыл\w*|ж\.))?[\s,(]{1,3}")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class DayNamed:
    """A date as a text names it; `year` None where it stands without one."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    @property
    def exists(self) -> bool:
        """Whether the calendar has such a day."""
        if not 1 <= self.day <= _LONGEST[self.month - 1]:
            return False
        leap = self.year is None or (self.year % 4 == 0 and (self.year % 100 != 0 or self.year % 400 == 0))
        return (self.month, self.day) != (2, 29) or leap


def find_days(text: str) -> list[DayNamed]:
    """The dates of `text`, in order."""
    # `may` in small letters is a verb.
    found = [_named(match) for match in _DATE.finditer(text) if match["m5"] != "may"]
    starts, ends = [day.start for day in found], [day.end for day in found]
    for match in _ENGLISH.finditer(text):
        # Neither those nor these overlap among themselves: both stand in order.
        if match["m5"] != "may" and bisect_right(ends, match.start()) == bisect_left(starts, match.end()):
            found.append(_named(match))
    for match in _NUMERIC.finditer(text):
        if 1 <= int(match["m"]) <= 12:
            found.append(DayNamed(int(match["d"]), int(match["m"]), int(match["y"]), *match.span()))
    return sorted(found, key=lambda day: day.start)


def _named(match: re.Match[str]) -> DayNamed:
    month = next(at for at in range(1, 13) if match[f"m{at}"])
    year = match["y1"] or match["y2"]
    return DayNamed(int(match["d1"]), month, int(year) if year else None, *match.span())


def weekday_beside(text: str, day: DayNamed) -> tuple[int, int, int] | None:
    """The day of the week that stands right before or after a date, 0 for Monday, and where it stands."""
    for match in _WEEKDAY.finditer(text, max(0, day.start - 24), min(len(text), day.end + 24)):
        between = (
            text[match.end() : day.start] if match.start() < day.start else text[day.end : match.start()]
        )
        if (match.start() < day.start and _BETWEEN.fullmatch(between)) or _BEHIND.fullmatch(between):
            number = next(at for at in range(7) if match[f"w{at}"])
            return number, match.start(), match.end()
    return None


def weekday_of(day: DayNamed) -> int | None:
    """The day of the week of a whole date, 0 for Monday."""
    return date(day.year, day.month, day.day).weekday() if day.year and day.exists else None


def next_days(day: DayNamed, year: int | None) -> list[tuple[int, int]]:
    """Day and month after `day` of `year`, where it says none itself; where nothing does, of any year."""
    known = day.year or year
    possible = [replace(day, year=one) for one in ((known,) if known else (2023, 2024))]
    days = [
        date(one.year, one.month, one.day) + timedelta(days=1) for one in possible if one.year and one.exists
    ]
    return [(after.day, after.month) for after in days]
