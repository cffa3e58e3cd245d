"""The text a row is found by, and the pieces of a question that must occur in it.

Database engines do not agree on letters: SQLite folds only ASCII, so that a search for ҚОСТ never meets
Қостанай. Rows therefore carry a column of plain ASCII search keys made here, and questions are put through
the same mill (docs/decisions/0010).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain

# Kazakh names are met in the Kazakh alphabet (Қостанай), typed on a Russian keyboard (Костанай), and in
# several Latin spellings (Qostanai, Qostanay, Kostanay). All of them come out here as the same ASCII word,
# so that a search for one finds the others. It is a key for finding, not a transliteration to be shown:
# sounds that the systems write differently are deliberately not told apart.

CYRILLIC_TO_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    # Kazakh letters fall together with the letters people use for them where the keyboard has none.
    **dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
    "ё": "e",
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    **dict(zip("іїґєў", "iigeu", strict=True)),
}

# A Latin letter inside a Cyrillic word is the Cyrillic one it looks like: keyboards without Kazakh і have i.
LATIN_LOOK_ALIKES = str.maketrans("aceikmoptxy", "асеикмортху")

# The cedilla is ш in Kazakh Latin; the same sign with a comma is Romanian.
HUSHING_LETTERS = str.maketrans({"ş": "sh", "ș": "sh", "ç": "ch"})
LATIN_SPELLINGS = (
    (re.compile("s(?:hc|c)h"), "sh"),
    (re.compile("kh"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("ye"), "e"),
    (re.compile("[yı]"), "i"),
    (re.compile("q"), "k"),
    (re.compile("w"), "u"),
    (re.compile("x"), "ks"),
    (re.compile("j"), "zh"),
)
# ң is written n, ng or ñ; after that a doubled letter is the same as a single one.
NASAL = re.compile("n[ng]*")
DOUBLED = re.compile(r"([a-z])\1+")


def romanise_word(word: str) -> str:
    """The Latin search key of one case-folded word; letters of other scripts and digits stay as they are."""
    if word.isdecimal():
        return word
    if any(letter in CYRILLIC_TO_LATIN for letter in word):
        latin = "".join(CYRILLIC_TO_LATIN.get(letter, letter) for letter in word.translate(LATIN_LOOK_ALIKES))
    else:
        latin = _one_latin_spelling(word.translate(HUSHING_LETTERS))
    return DOUBLED.sub(r"\1", NASAL.sub("n", latin))


def romanise_word_plainly(word: str) -> str:
    """The same with every sign above or below a Latin letter simply left out (Iaşi is typed Iasi too)."""
    return romanise_word(_without_marks(word))


def _one_latin_spelling(word: str) -> str:
    word = _without_marks(word)
    for spelling, replacement in LATIN_SPELLINGS:
        word = spelling.sub(replacement, word)
    return word


def _without_marks(word: str) -> str:
    """Latin letters lose their marks; й, Georgian or Arabic letters are not touched."""
    if word.isascii():
        return word
    return "".join(
        base if (base := unicodedata.normalize("NFKD", letter)[0]).isascii() else letter for letter in word
    )


MOST_TERMS = 8
LONGEST_TERM = 64

LEAST_CLOSE = 4
"""Letters below which a word has no close ones: everything would be close to it."""

LONGEST_NUMBER = 12
PRECINCT_WORDS = frozenset(
    romanise_word(word)
    for word in (
        *("участок", "участка", "избирательный", "избирательного", "уик", "номер", "уч"),
        *("сайлау", "учаске", "учаскесі", "учаскесінің", "нөмір", "нөмірі"),
        *("polling", "station", "precinct", "number", "no"),
    )
)
"""Words that say of a number that it is a precinct's, as keys: they narrow nothing."""

NUMBER_SIGN = "№"
APOSTROPHES = re.compile("['’ʼʻʹ`´]")
WORD = re.compile(r"[^\W_]+")
LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def normalise_search_text(text: str) -> str:
    """The search column of a row known by `text`: search keys with single spaces around each.

    `LIKE '% kost%'` then finds words that begin so. A number is kept as written and without its leading zeros
    (007 is also 7). Text without a letter or digit gives the empty string. Each key stands once.
    """
    keys = dict.fromkeys(chain.from_iterable(map(_keys_of_word, _words(text))))
    return f" {' '.join(keys)} " if keys else ""


def search_terms(query: str) -> list[str]:
    """The pieces that must all occur, as they are, in the search column; none when nothing can be looked for.

    A word is a beginning (" kost"); a number is whole (" 7 "), since precinct 7 is not precinct 712. At most
    `MOST_TERMS` pieces of at most `LONGEST_TERM` characters: questions come from anyone.
    """
    terms: dict[str, None] = {}
    for word in _words(query):
        key = LEADING_ZEROS.sub("", romanise_word(word))[:LONGEST_TERM]
        if len(key) == 1 < len(word) and not key.isdecimal() and len(set(map(romanise_word, word))) == 1:
            # A letter held down is no word: folded into one it would begin a third of all words.
            key *= len(word)
        if key:
            terms[f" {key} " if key.isdecimal() else f" {key}"] = None
        if len(terms) == MOST_TERMS:
            break
    return list(terms)


def close_pattern(term: str) -> str:
    """A regular expression for what differs from a piece of `search_terms` in one letter: another letter, one
    too many, one too few, or two that changed places. Numbers and short words have no close ones.
    """
    word = term.strip()
    if len(word) < LEAST_CLOSE or not word.isalpha():
        return re.escape(term)
    ways: dict[str, None] = {}
    for at in range(1, len(word)):
        before, letter, after = re.escape(word[:at]), re.escape(word[at]), re.escape(word[at + 1 :])
        ways[f"{before}[^ ]?{after}"] = None
        ways[f"{before}[^ ]{letter}{after}"] = None
        if after:
            ways[f"{before}{re.escape(word[at + 1])}{letter}{re.escape(word[at + 2 :])}"] = None
    return f" ({'|'.join(ways)})"


def asked_number(query: str) -> str:
    """The number of a precinct that `query` asks for and nothing else ("125", "№ 125", "участок 125").

    Without leading zeros; empty for any other question.
    """
    words = [word for word in _words(query) if romanise_word(word) not in PRECINCT_WORDS]
    return plain_number(words[0]) if len(words) == 1 else ""


def plain_number(word: str) -> str:
    """The digits of a precinct's number as ASCII without leading zeros; empty for what is no such number.

    People write digits of other alphabets, too, and rosters 0046 where people say 46.
    """
    return str(int(word)) if word.isdecimal() and len(word) <= LONGEST_NUMBER else ""


@lru_cache(maxsize=16384)
def _keys_of_word(word: str) -> tuple[str, ...]:
    """Every key a stored word is found by. The same few thousand words fill the addresses of a country."""
    key = romanise_word(word)
    return tuple(found for found in (key, romanise_word_plainly(word), LEADING_ZEROS.sub("", key)) if found)


def _words(text: str) -> list[str]:
    # NFKC would turn the number sign into the word No.
    text = APOSTROPHES.sub("", text.replace(NUMBER_SIGN, " "))
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())
