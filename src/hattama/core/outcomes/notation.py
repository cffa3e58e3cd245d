"""How exact numbers are written for people: grouped digits, fractions with their decimal, percentages."""

from fractions import Fraction

from hattama.core.vocabulary import percent_places, round_half_up

THIN_SPACE = "\u202f"
_PLACES = 4
_COMMA = frozenset({
    "af", "az", "be", "bg", "br", "bs", "ca", "cs", "cv", "da", "de", "el", "eo", "es", "et", "eu",
    "ff", "fi", "fo", "fr", "fy", "gl", "hr", "ht", "hu", "hy", "ia", "id", "ie", "is", "it", "jv",
    "ka", "kk", "kl", "ku", "ky", "lb", "ln", "lo", "lt", "lu", "lv", "mk", "nb", "nl", "nn", "no",
    "nr", "pl", "ps", "pt", "rn", "ro", "ru", "rw", "sc", "se", "sg", "sk", "sl", "sq", "sr", "ss",
    "su", "sv", "tg", "tk", "tr", "ts", "tt", "uk", "uz", "ve", "vi", "wo",
})  # fmt: skip
"""Languages that part decimals by a comma (Unicode CLDR); all others by a point."""


def say_number(number: int) -> str:
    """A whole number with its thousands apart, the same in every language: `6 366 441` (thin spaces)."""
    return f"{number:,}".replace(",", THIN_SPACE)


def say_decimal(value: Fraction, places: int, language: str) -> str:
    """`value` rounded half away from zero to `places` decimals; with the mark of `language`."""
    rounded = round_half_up(value, places)
    scaled = abs(rounded.numerator) * 10**places // rounded.denominator
    whole, decimals = divmod(scaled, 10**places)
    sign = "-" if rounded < 0 else ""
    if not places:
        return f"{sign}{say_number(whole)}"
    mark = "," if language in _COMMA else "."
    return f"{sign}{say_number(whole)}{mark}{decimals:0{places}d}"


def say_fraction(value: Fraction, language: str) -> str:
    """An exact number: whole ones as they are, others as a fraction with its rounded decimal beside it."""
    if value.denominator == 1:
        return say_number(value.numerator)
    exact = f"{say_number(value.numerator)}/{say_number(value.denominator)}"
    if round_half_up(value, _PLACES) == value:
        return f"{exact} = {say_decimal(value, _PLACES, language).rstrip('0')}"
    return f"{exact} ≈ {say_decimal(value, _PLACES, language)}"


def say_share(value: Fraction, language: str, *bars: Fraction) -> str:
    """A part of one as a percentage with two decimals, as commissions publish it: `53,90 %`.

    With as many more as keep it from being written as one of the `bars` that it is held against.
    """
    return f"{say_decimal(value * 100, percent_places(value, bars), language)}{THIN_SPACE}%"
