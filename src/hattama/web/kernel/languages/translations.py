"""What can be wrong with one translation, as far as a machine can see it."""

import re
from collections.abc import Iterator
from gettext import c2py

from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[#0\-+]?\d*(?:\.\d+)?[a-zA-Z]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&\w+;")
WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile("[a-z]", re.IGNORECASE)
CYRILLIC = re.compile("[\u0400-\u04ff]")
ENGLISH_WORD = re.compile(r"\b[a-zA-Z]*[a-z]{2,}\b")
# Words that stay as they are in every language.
PROPER_NAMES = frozenset({"Hattama", "WebAuthn", "JavaScript"})

# The sources use each of these for several bodies, or for one document alone (GLOSSARY.md).
AMBIGUOUS_ABBREVIATIONS = frozenset(
    ["ОСК", "АСК", "ТСК", "УСК", "ОРК", "АРК", "РУК", "СБМ", "РБМ", "ХСБМ", "СДК", "ЦИК", "ТИК", "ОИК", "УИК"]
)


def translation_faults(used: Message, translated: Message, catalogue: Catalog) -> Iterator[str]:
    """Faults of `translated` as the translation of `used` in `catalogue`, one phrase each."""
    if translated.fuzzy:
        yield "marked as fuzzy, which is never shown"
    if used.pluralizable != translated.pluralizable:
        yield "plural on one side only"
        return
    forms = _forms(translated.string)
    if used.pluralizable and len(forms) != catalogue.num_plurals:
        yield f"{len(forms)} plural forms instead of {catalogue.num_plurals}"
    for number, form in enumerate(forms):
        if not form.strip():
            yield "no translation" if len(forms) == 1 else f"no translation of plural form {number}"
            continue
        originals = _originals_of_form(used, number, catalogue)
        yield from _form_faults(originals, form)


def _forms(strings: object) -> list[str]:
    return [text or "" for text in strings] if isinstance(strings, tuple | list) else [str(strings or "")]


def _originals_of_form(used: Message, number: int, catalogue: Catalog) -> list[str]:
    """The English texts this form may stand for: the singular too where it serves the number 1 alone."""
    texts = _forms(used.id)
    if len(texts) == 1:
        return texts
    form_of = c2py(catalogue.plural_expr)
    serves = [count for count in range(1000) if form_of(count) == number]
    return texts if serves == [1] else texts[1:]


def _form_faults(originals: list[str], form: str) -> Iterator[str]:
    if placeholders(form) not in [placeholders(original) for original in originals]:
        yield f"placeholders {placeholders(form)} instead of {placeholders(originals[-1])}"
    if tags(form) not in [tags(original) for original in originals]:
        yield f"tags {tags(form)} instead of {tags(originals[-1])}"
    if _edges(form) != _edges(originals[-1]):
        yield "does not begin and end with the same line break or space"
    if form in originals and set(ENGLISH_WORD.findall(_plain(form))) - PROPER_NAMES:
        yield "the English again"
    for word in WORD.findall(_plain(form)):
        if LATIN.search(word) and CYRILLIC.search(word):
            yield f"the word {word} mixes Latin and Cyrillic letters"
        if word in AMBIGUOUS_ABBREVIATIONS:
            yield f"the abbreviation {word} means several bodies: write it out"


def placeholders(text: str) -> list[str]:
    """The different places for values in `text`, sorted; a doubled per cent sign is none."""
    return sorted({found for found in PLACEHOLDER.findall(text) if found != "%%"})


def tags(text: str) -> list[str]:
    """The HTML tags in `text` as they stand, sorted."""
    return sorted(TAG.findall(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _plain(text: str) -> str:
    return ENTITY.sub(" ", TAG.sub(" ", PLACEHOLDER.sub(" ", text)))
