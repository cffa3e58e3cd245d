"""Norms as values: what a law orders, in which editions, and how surely we know that it does."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.norms.deadlines import Deadline
from hattama.core.norms.provisions import Provision
from hattama.core.vocabulary import NO_WORDS, Words


class Certainty(StrEnum):
    """How we know what a norm said in an edition.

    READ: the text of that edition was read. UNCHANGED: the texts of an earlier or later one were, and the
    law's own footnotes name no amendment of the article between. INFERRED: neither.
    """

    READ = "read"
    UNCHANGED = "unchanged"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Edition:
    """A law as amended, from `in_force_from` to `in_force_to` (the last day; None: to this day).

    `number` and `amended_on` are those of the amending act; the number may not be known. `sources` say where
    the text was read, as repository@commit:path; there are none where it was not.
    """

    name: str
    number: str
    amended_on: datetime.date
    in_force_from: datetime.date
    in_force_to: datetime.date | None
    sources: tuple[str, ...]

    @property
    def words(self) -> Words:
        """The edition as each language names it."""
        day = f"{self.amended_on:%d.%m.%Y}"
        named = f"{day} {self.number}".strip()
        return Words.of(
            {
                "kk": f"{named} редакциясы",
                "ru": f"редакция от {named}",
                "en": f"edition of {named.replace('№', 'No.')}",
            }
        )

    def covers(self, day: datetime.date) -> bool:
        """Whether the edition was in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class Law:
    """A law of a country. `genitive` is how a citation names it; `text` is where its official text stands.

    `numbered_parts`, `subparagraphs_of_articles`: how its articles are divided (`parse_provision`).
    """

    law_id: str
    country: str
    names: Words
    genitive: Words
    adopted: str
    text: str
    editions: tuple[Edition, ...]
    numbered_parts: bool = False
    subparagraphs_of_articles: tuple[str, ...] = ()

    def edition_on(self, day: datetime.date) -> Edition | None:
        """The edition in force on `day`; None where none is known."""
        return next((edition for edition in self.editions if edition.covers(day)), None)


@dataclass(frozen=True, slots=True)
class LawText:
    """A norm in one edition: from when to when it stood so, and how surely."""

    edition: str
    in_force_from: datetime.date
    in_force_to: datetime.date | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Norm:
    """What one place of a law orders, in our own words. `editions` in the order of their days.

    `kind` is one of deadline, duty, right, power, ban, sanction, formula, definition; `who` is bound by it.
    `numbers` are the norm's own, by a word for each. `is_read_in_kazakh`: the Kazakh text was read, too.
    """

    norm_id: str
    law: Law
    provision: Provision
    summary: Words
    kind: str
    who: str
    editions: tuple[LawText, ...]
    deadlines: tuple[tuple[tuple[str, ...], Deadline], ...] = ()
    numbers: tuple[tuple[str, int | str], ...] = ()
    see: tuple[str, ...] = ()
    changed: Words = NO_WORDS
    is_read_in_kazakh: bool = False

    def on(self, day: datetime.date) -> LawText | None:
        """The norm as it stood on `day`; None where it was not in force then."""
        for text in self.editions:
            if text.in_force_from <= day and (text.in_force_to is None or day <= text.in_force_to):
                return text
        return None

    def deadlines_in(self, edition: str) -> tuple[Deadline, ...]:
        """The deadlines that the norm sets in one edition."""
        return tuple(deadline for names, deadline in self.deadlines if not names or edition in names)

    def deadline_from(self, edition: str, events: Mapping[str, object]) -> Deadline | None:
        """The first deadline of that edition which runs from one of `events` and says by when."""
        of_edition = (one for one in self.deadlines_in(edition) if not one.is_earliest)
        return next((one for one in of_edition if one.start in events), None)
