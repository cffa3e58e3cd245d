"""Where in a law a norm stands, and how each language writes that.

A norm's identifier is the law's, then the place as lawyers shorten it: `kz-elections/43(4-1)2-1` is
subparagraph 2-1) of paragraph 4-1 of article 43, `kz-elections/43(8)/p3` part three of paragraph 8. After `#`
stands a word where one place holds several norms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from hattama.core.vocabulary import NO_WORDS, Words

_ID = re.compile(
    r"(?P<law>[a-z]{2}-[a-z0-9-]{1,40})/(?P<article>[1-9][0-9]{0,3}(?:-[1-9][0-9]?)?)"
    r"(?:\((?P<bracket>[0-9]{1,3}(?:-[0-9]{1,2})?)\))?(?P<point>[a-z0-9]{1,4}(?:-[0-9]{1,2})?)?"
    r"(?:/p(?P<part>[1-9][0-9]?))?(?:#(?P<slug>[a-z0-9_]{1,20}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Provision:
    """A place in a law: an article, a paragraph in it, a part in that, a subparagraph in that."""

    article: str
    paragraph: str = ""
    part: int = 0
    subparagraph: str = ""


def is_norm_id(text: str) -> bool:
    """Whether `text` is written as norms are identified; whether there is such a norm, it cannot say."""
    return _ID.fullmatch(text) is not None


def law_of(norm_id: str) -> str:
    """The identifier of the law in which the norm stands."""
    return norm_id.partition("/")[0]


def parse_provision(
    norm_id: str, *, numbered_parts: bool = False, subparagraphs_of_articles: tuple[str, ...] = ()
) -> Provision:
    """The place that an identifier names. Raises ValueError when `norm_id` is not one.

    What stands in brackets is a paragraph, but a part where the law numbers its parts, and a subparagraph in
    articles that have no paragraphs.
    """
    read = _ID.fullmatch(norm_id)
    if read is None:
        raise ValueError(norm_id)
    bracket, point, part = read["bracket"] or "", read["point"] or "", int(read["part"] or 0)
    if numbered_parts:
        return Provision(read["article"], "", int(bracket or 0), point)
    if read["article"] in subparagraphs_of_articles:
        return Provision(read["article"], "", part, bracket)
    return Provision(read["article"], bracket, part, point)


def cite(provision: Provision, language: str, law: Words = NO_WORDS) -> str:
    """The place as `language` writes it; with `law` (in the genitive case) the law is named, too.

    Languages that have no way of their own are given the English one.
    """
    return _WAYS.get(language, _english)(provision, law.say(language) if law else "")


def _english(place: Provision, law: str) -> str:
    paragraph = f"({place.paragraph})" if place.paragraph else ""
    part = f", part {place.part}" if place.part else ""
    point = f", subpara. {place.subparagraph})" if place.subparagraph else ""
    return f"art. {place.article}{paragraph}{part}{point}{' ' if law else ''}{law}"


def _russian(place: Provision, law: str) -> str:
    point = f"пп. {place.subparagraph}) " if place.subparagraph else ""
    part = f"ч. {place.part} " if place.part else ""
    paragraph = f"п. {place.paragraph} " if place.paragraph else ""
    return f"{point}{part}{paragraph}ст. {place.article}{' ' if law else ''}{law}"


_ORDINALS = (
    *("бірінші", "екінші", "үшінші", "төртінші", "бесінші", "алтыншы", "жетінші", "сегізінші"),
    *("тоғызыншы", "оныншы", "он бірінші", "он екінші"),
)


def _kazakh(place: Provision, law: str) -> str:
    """From the whole to the part, each but the last in the genitive: a chain of owners."""
    # What has an owner takes the possessive: «43-бап», but «заңның 43-бабы».
    chain = [(f"{place.article}-бабы", "ның") if law else (f"{place.article}-бап", "тың")]
    if place.paragraph:
        chain.append((f"{place.paragraph}-тармағы", "ның"))
    if place.part:
        is_spelt = place.part <= len(_ORDINALS)
        ordinal = f"{_ORDINALS[place.part - 1]} " if is_spelt else f"{place.part}-"
        chain.append((f"{ordinal}бөлігі", "нің"))
    if place.subparagraph:
        chain.append((f"{place.subparagraph}) тармақшасы", "ның"))
    owners = [noun + genitive for noun, genitive in chain[:-1]]
    return " ".join([*([law] if law else []), *owners, chain[-1][0]])


_WAYS: MappingProxyType[str, Callable[[Provision, str], str]] = MappingProxyType(
    {"kk": _kazakh, "ru": _russian, "en": _english}
)
