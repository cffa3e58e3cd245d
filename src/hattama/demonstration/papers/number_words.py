"""Whole numbers in words, as a commission writes them beside the digits: in Kazakh or in Russian."""

_UNITS = {
    "kk": ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"),
    "ru": ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
}
_TENS = {
    "kk": ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"),
    "ru": (
        *("", "десять", "двадцать", "тридцать", "сорок"),
        *("пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
    ),
}
_HUNDREDS = {
    "kk": ("", "жүз", *(f"{unit} жүз" for unit in _UNITS["kk"][2:])),
    "ru": (
        *("", "сто", "двести", "триста", "четыреста"),
        *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
    ),
}
_RUSSIAN_TEENS = (
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать"),
    *("пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
_RUSSIAN_MILLION = {"один": "миллион", "два": "миллиона", "три": "миллиона", "четыре": "миллиона"}
_RUSSIAN_FEMININE = {"один": "одна", "два": "две"}
_RUSSIAN_THOUSAND = {"один": "тысяча", "два": "тысячи", "три": "тысячи", "четыре": "тысячи"}


def number_words(number: int, language: str) -> list[str]:
    """The words of `number` (0 to 999,999,999), one by one, in `kk` or `ru`: 2,043 is екі мың қырық үш."""
    if number == 0:
        return [{"kk": "нөл", "ru": "ноль"}[language]]
    millions, below = divmod(number, 1_000_000)
    thousands, rest = divmod(below, 1000)
    return [
        *_millions(millions, language),
        *_thousands(thousands, language),
        *_below_thousand(rest, language),
    ]


def _millions(number: int, language: str) -> list[str]:
    if not number:
        return []
    words = _below_thousand(number, language)
    return [*words, "миллион" if language == "kk" else _RUSSIAN_MILLION.get(words[-1], "миллионов")]


def _below_thousand(number: int, language: str) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    if language == "ru" and tens == 1:
        below = [_RUSSIAN_TEENS[units]]
    else:
        below = [_TENS[language][tens], _UNITS[language][units]]
    return [*_HUNDREDS[language][hundreds].split(), *(word for word in below if word)]


def _thousands(number: int, language: str) -> list[str]:
    if not number:
        return []
    words = _below_thousand(number, language)
    if language == "kk":
        return [*words, "мың"]
    last = words[-1]
    return [*words[:-1], _RUSSIAN_FEMININE.get(last, last), _RUSSIAN_THOUSAND.get(last, "тысяч")]
