"""One Latin spelling for a word however it was typed: in Kazakh, in Russian letters, or in any Latin system.

Kazakh names are met in the Kazakh alphabet (Қостанай), typed on a Russian keyboard (Костанай), and in several
Latin spellings (Qostanai, Qostanay, Kostanay). All of them come out here as the same ASCII word, so that a
search for one finds the others. It is a key for finding, not a transliteration to be shown: sounds that the
systems write differently are deliberately not told apart.
"""

from __future__ import annotations

import re
import unicodedata

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
    return "".join(
        base if (base := unicodedata.normalize("NFKD", letter)[0]).isascii() else letter for letter in word
    )
