"""What a rule rests on: the norms it cites, as they stood on the day whose law it states."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.norms.norms import Certainty, Norm
from hattama.core.norms.provisions import Provision, cite
from hattama.core.vocabulary import NO_WORDS, Words

_LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Cited:
    """A norm where it is cited: in which edition, and how surely that was read.

    `law` names the law in the genitive, and is empty where it is the one that is spoken of anyhow.
    """

    norm_id: str
    provision: Provision
    edition: str
    certainty: Certainty
    law: Words = NO_WORDS

    @classmethod
    def of(cls, norm: Norm, day: datetime.date, spoken_of: str = "") -> Cited | None:
        """`norm` as it stood on `day`, None where it was not in force; `spoken_of` is the law not to name."""
        text = norm.on(day)
        if text is None:
            return None
        law = NO_WORDS if norm.law.law_id == spoken_of else norm.law.genitive
        return cls(norm.norm_id, norm.provision, text.edition, text.certainty, law)

    def say(self, language: str) -> str:
        """The citation as `language` writes it."""
        return cite(self.provision, language, self.law)


@dataclass(frozen=True, slots=True)
class Citations:
    """All norms that one rule rests on, or the `document` that it rests on where no norm says it."""

    norms: tuple[Cited, ...] = ()
    document: str = ""

    def __bool__(self) -> bool:
        return bool(self.norms or self.document)

    @classmethod
    def together(cls, cited: Iterable[Citations]) -> Citations:
        """The norms of several rules, each once."""
        return cls(tuple(dict.fromkeys(norm for one in cited for norm in one.norms)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The identifiers of the norms."""
        return tuple(cited.norm_id for cited in self.norms)

    @property
    def is_inferred(self) -> bool:
        """Whether any of the norms was not read in the edition cited."""
        return any(cited.certainty is Certainty.INFERRED for cited in self.norms)

    def say(self, language: str) -> str:
        """All of them as `language` writes them, each once; the empty string where nothing is cited."""
        return "; ".join(dict.fromkeys(cited.say(language) for cited in self.norms)) or self.document

    @property
    def words(self) -> Words:
        """The same in every language at once, for whatever says words."""
        return Words.of({language: self.say(language) for language in _LANGUAGES}) if self else NO_WORDS


NOTHING_CITED = Citations()
"""A rule of our own, on which no law is quoted."""
