"""Words brought to what their forms have in common, in Kazakh, Russian and English: enough to see that two
numbers count the same thing. A light stemmer: it knows endings, and no dictionary.
"""

import re
from functools import lru_cache

KAZAKH_LETTERS = frozenset("әғқңөұүһі")
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")

_SHORTEST = 3
_KAZAKH = (
    r"(?:ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|ын|ін|сын|сін|нда|нде|да|де|та|те|"
    r"нан|нен|дан|ден|тан|тен|мен|бен|пен)",
    r"(?:лары|лері|дары|дері|тары|тері|сы|сі|ы|і)",
    r"(?:лар|лер|дар|дер|тар|тер)",
)
_RUSSIAN = (
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|иям|ией|ых|их|ый|ий|ой|ая|яя|ое|ее|ые|ие|ую|юю|ов|ев|ей|"
    r"ам|ям|ах|ях|ом|ем|ью|ия|ии|ию|а|я|о|е|ы|и|у|ю|ь|й)",
)
_ENGLISH = (r"(?:’s|'s)", r"(?:ies|es|s|y)")


def _strippers(endings: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?<=.{{{_SHORTEST}}}){ending}$") for ending in endings)


_STRIPPERS = {"kk": _strippers(_KAZAKH), "ru": _strippers(_RUSSIAN), "en": _strippers(_ENGLISH)}


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """`word` in small letters without the endings that `language` puts to a noun or an adjective."""
    plain = word.lower()
    for stripper in _STRIPPERS.get(language, ()):
        plain = stripper.sub("", plain)
    return plain


def stems(text: str, language: str) -> list[str]:
    """The stems of all words of `text`, in their order, without the small words of the language."""
    return [stem(word, language) for word in WORD.findall(text) if word.lower() not in SMALL_WORDS[language]]


# Words that join others and name nothing; by them a sentence's language is told, too.
_SMALL = {
    "kk": "және мен пен бен үшін бойынша туралы бұл осы сол бір бірақ ал да де та те емес деп болып табылады "
    "ретінде сондай-ақ сонымен қатар оның олардың оларға барлық кейбір қандай жоқ бар болды болған "
    "дейін кейін арқылы сәйкес ғана тек ең әр әрбір өз өзінің немесе яғни екі жылы жылғы қарай ме ма ба бе",
    "ru": "и в во на не с со по к ко о об от до для из за при это этот эта эти что чтобы как так также а но "
    "или же является являются был была было были быть его её их он она они который которая которые которых "
    "между после перед под над без через если том числе ли бы уже ещё только того этого",
    "en": "the a an and or of to in on at by for with from as is are was were be been it its this that these "
    "those which who whom not but than then there their they he she his her had has have will "
    "would into over after before between about also only all any no each",
}
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def main_language(text: str) -> str:
    """`kk`, `ru` or `en`, whichever the words of a whole document speak most."""
    scores = _scores(text)
    return max(scores, key=lambda language: scores[language])


def language_of(text: str) -> str:
    """The language of a sentence; empty where too few of its words tell."""
    scores = _scores(text)
    best = max(scores, key=lambda language: scores[language])
    others = [score for language, score in scores.items() if language != best]
    return best if scores[best] >= 2 and scores[best] > 2 * max(others) else ""


def _scores(text: str) -> dict[str, int]:
    words = [word.lower() for word in WORD.findall(text)]
    scores = {language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()}
    scores["kk"] += sum(bool(KAZAKH_LETTERS & set(word)) for word in words)
    scores["ru"] += sum(word.endswith(_RUSSIAN_ENDS) and not KAZAKH_LETTERS & set(word) for word in words)
    return scores


_RUSSIAN_ENDS = (
    "ого",
    "ыми",
    "ими",
    "ется",
    "ются",
    "ться",
    "ным",
    "ных",
    "ной",
    "ную",
    "ными",
    "щим",
    "щих",
    "ение",
    "ения",
)
