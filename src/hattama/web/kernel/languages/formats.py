"""Figures, shares, dates and sizes as people write them in the language of a page.

Everything is formatted on the server from the Unicode locale data in Babel: browsers of the kind our
readers have do not know Kazakh. Spaces inside a figure or a date are U+00A0, never the narrow U+202F that
newer locale data uses: an old phone has no glyph for it, and a spreadsheet does not take it for a separator.
"""

from datetime import date, datetime, time, tzinfo
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from hattama.core.vocabulary import Count, percent_units, round_half_up

# English here is the international one: day before month, 24 hours, as on Kazakh and Russian pages.
LOCALE_BY_LANGUAGE = {"en": "en_GB"}

SIZE_UNITS = {"kk": ("Б", "КБ", "МБ", "ГБ"), "ru": ("Б", "КБ", "МБ", "ГБ"), "en": ("B", "KB", "MB", "GB")}
NO_BREAK_SPACE = "\u00a0"


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """The locale data of a language code such as `kk` or `en-gb`; raises babel.UnknownLocaleError."""
    return Locale.parse(LOCALE_BY_LANGUAGE.get(language, language), sep="-" if "-" in language else "_")


OWN_NAMES = {"kk": "Қазақша"}
"""How a language calls itself where locale data say it otherwise than its readers choose it by."""


def own_name(language: str) -> str:
    """How a language calls itself, to be chosen by: "Русский", "العربية"."""
    name = OWN_NAMES.get(language) or Locale.parse(language, sep="-").get_display_name() or language
    return name[0].title() + name[1:]


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return locale_of(language).text_direction == "rtl"


def _one_kind_of_space(text: str) -> str:
    return text.replace("\u202f", NO_BREAK_SPACE)


def format_count(figure: Count, language: str, missing: str) -> str:
    """A whole number with its thousands apart ("1 234 567"), or the word `missing` where there is none."""
    return missing if figure is None else _whole(figure, language)


@lru_cache(maxsize=65536)
def _whole(figure: int, language: str) -> str:
    """A country's protocols hold the same few thousand figures over and over."""
    return _exactly(figure, 0, locale_of(language))


def format_share(share: Fraction, places: int, language: str) -> str:
    """`share` (1 is the whole) in per cent with exactly `places` decimals, rounded half away from zero.

    Exact from the fraction to the last digit: 81.305 % is 81.31 % at two places, as commissions publish it.
    """
    return _per_cent(percent_units(share, places), places, language)


@lru_cache(maxsize=65536)
def _per_cent(units: int, places: int, language: str) -> str:
    locale = locale_of(language)
    number = _exactly(units, places, locale)
    # The locale says on which side the sign stands and whether a space parts it from the number.
    pattern = locale.percent_formats[None]
    return _one_kind_of_space(pattern.prefix[0] + number + pattern.suffix[0])


MINUS = "\u2212"


def say_points(change: Fraction, language: str) -> str:
    """A change of a share in hundredths of the whole with its sign and one decimal: +2,1; −0,3; 0,0."""
    tenths = int(round_half_up(change * 100, 1) * 10)
    sign = "+" if tenths > 0 else MINUS if tenths else ""
    return sign + _exactly(abs(tenths), 1, locale_of(language))


def _exactly(units: int, places: int, locale: Locale) -> str:
    """`units` of the last decimal place as a number with exactly `places` decimals, no digit lost."""
    pattern = "#,##0." + "0" * places if places else "#,##0"
    # Decimal arithmetic rounds, and Babel refuses, past the digits that the context allows.
    with localcontext(prec=len(str(units)) + places + 1):
        number = Decimal(units).scaleb(-places)
        return _one_kind_of_space(format_decimal(number, format=pattern, locale=locale))


@lru_cache(maxsize=4096)
def format_day(day: date, language: str) -> str:
    """A calendar day in words: "2026 ж. 21 қараша", "21 ноября 2026 г.", "21 November 2026"."""
    return _one_kind_of_space(format_date(day, format="long", locale=locale_of(language)))


def format_clock(moment: datetime, language: str, zone: tzinfo) -> str:
    """The time of day of an aware moment as it was in `zone`: hours and minutes, 24 hours."""
    local = _local(moment, zone)
    return _clock(local.hour, local.minute, language)


@lru_cache(maxsize=8192)
def _clock(hour: int, minute: int, language: str) -> str:
    return _one_kind_of_space(format_time(time(hour, minute), format="HH:mm", locale=locale_of(language)))


def format_moment(moment: datetime, language: str, zone: tzinfo) -> str:
    """Day and time of an aware moment in `zone`: "2026 ж. 21 қараша, 03:05"."""
    local = _local(moment, zone)
    return f"{format_day(local.date(), language)}, {format_clock(local, language, zone)}"


def _local(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown: nobody could say when it was")
    return moment.astimezone(zone)


def format_size(size: int, language: str) -> str:
    """A file size in bytes as "2,5 МБ" (1 MB is 1024 × 1024 bytes), one decimal, none for plain bytes."""
    units = SIZE_UNITS.get(language, SIZE_UNITS["en"])
    power = 0
    while size >= 1024 ** (power + 1) and power < len(units) - 1:
        power += 1
    tenths = round_half_up(Fraction(size, 1024**power), 1 if power else 0)
    number = Decimal(tenths.numerator) / tenths.denominator
    return _one_kind_of_space(
        format_decimal(number, format="#,##0.#", locale=locale_of(language)) + NO_BREAK_SPACE + units[power]
    )
