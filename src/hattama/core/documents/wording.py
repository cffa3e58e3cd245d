"""Sentences in another language than the document, and words in letters of two alphabets."""

import re
from collections.abc import Iterator, Sequence

from hattama.core.documents.plain_text import Reading
from hattama.core.documents.rules import LANGUAGE, LETTERS, Contradiction
from hattama.core.documents.sentences import Sentence, finding, sentence_place
from hattama.core.documents.stems import KAZAKH_LETTERS, WORD, language_of
from hattama.core.vocabulary import Message

_SENTENCE = Message("A sentence in {found} in a document in {expected}.")
_MIXED = Message("Words with letters of another alphabet: {found}.")
_DOUBLED = Message("Two letters stand where one is meant, {found} times: {expected}.")
_NAMES = {
    "kk": Message("Kazakh", "language of a document"),
    "ru": Message("Russian", "language of a document"),
    "en": Message("English", "language of a document"),
}
_SHOWN = 5
_FEWEST_WORDS = 4


def check_wording(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about languages and letters."""
    yield from _strays(reading, sentences)
    yield from _mixed_words(reading)
    yield from _doubled_letters(reading)


def _strays(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    strays = [
        (sentence, language)
        for sentence in sentences
        if (language := _other_language(sentence, reading.language)) and not _is_quoted(sentence)
    ]
    # A document in two languages, or with a long quotation, is meant so.
    if len(sentences) < 5 or len(strays) > max(1, len(sentences) // 10):
        return
    for sentence, language in strays:
        place = sentence_place(reading, sentence)
        found, expected = _NAMES[language], _NAMES[reading.language]
        words = _SENTENCE.given(found=found, expected=expected)
        yield Contradiction(LANGUAGE, words, language, reading.language, (place,), LANGUAGE.weight)


_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_PROSE = re.compile(r"[^=|{}<>_`\\]+[.!?…][»”\"’')\]]*")


def _other_language(sentence: Sentence, language: str) -> str:
    """The language of a sentence that is prose, where it is not `language`; else nothing."""
    if not _PROSE.fullmatch(sentence.text.strip()):
        return ""
    own = _QUOTED.sub(" ", sentence.text)
    words = WORD.findall(own)
    told = language_of(own) if len(words) >= _FEWEST_WORDS else ""
    if told in ("", language) or (told == "ru" and KAZAKH_LETTERS & set(sentence.text.lower())):
        return ""
    # A Latin title in a Cyrillic sentence, or the other way, leaves a word of the document's own.
    latin = sum(word[0] < "\u0250" for word in words)
    if (told == "en") != (latin == len(words)) and (told == "en" or latin):
        return ""
    return told


def _is_quoted(sentence: Sentence) -> bool:
    before, text = sentence.passage.text[: sentence.start], sentence.text.strip()
    opened = before.count("«") > before.count("»") or before.count("“") > before.count("”")
    return opened or text[:1] in '«“"(' or text.count("«") + text.count("“") > 1


def _mixed_words(reading: Reading) -> Iterator[Contradiction]:
    if not reading.letters.mixed:
        return
    # An abbreviation with a foreign letter is not found by whoever searches for it: it is named first.
    mixed = sorted(reading.letters.mixed, key=lambda word: not word.meant.isupper())
    distinct = list(dict.fromkeys(word.meant for word in mixed))
    more = f" … ({len(distinct)})" if len(distinct) > _SHOWN else ""
    places = [reading.source_place(word.start, word.end) for word in mixed[:_SHOWN]]
    yield finding(reading, LETTERS, _MIXED, ", ".join(distinct[:_SHOWN]) + more, "", places)


def _doubled_letters(reading: Reading) -> Iterator[Contradiction]:
    doubled = reading.letters.doubled
    if doubled:
        places = [reading.source_place(max(0, at - 10), at + 10) for at in doubled[:_SHOWN]]
        yield finding(reading, LETTERS, _DOUBLED, str(len(doubled)), "ә", places)
