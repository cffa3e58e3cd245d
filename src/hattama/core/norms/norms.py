"""Norms as values: what a law orders, in which editions, and how surely we know that it does."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hattama.core.norms.deadlines import Deadline
from hattama.core.norms.provisions import Provision
from hattama.core.vocabulary import NO_WORDS, Message, Words

CONCERNED = MappingProxyType(
    {
        "central_commission": Message("the Central Election Commission", "whom a norm concerns"),
        "territorial_commission": Message("territorial election commissions", "whom a norm concerns"),
        "district_commission": Message("district election commissions", "whom a norm concerns"),
        "precinct_commission": Message("precinct election commissions", "whom a norm concerns"),
        "precinct_commission_abroad": Message("precinct election commissions abroad", "whom a norm concerns"),
        "central_chair": Message("the chair of the Central Election Commission", "whom a norm concerns"),
        "territorial_chair": Message("chairs of territorial election commissions", "whom a norm concerns"),
        "precinct_chair": Message("chairs of precinct election commissions", "whom a norm concerns"),
        "central_referendum_commission": Message("the Central Referendum Commission", "whom a norm concerns"),
        "territorial_referendum_commission": Message(
            "territorial referendum commissions", "whom a norm concerns"
        ),
        "precinct_referendum_commission": Message("precinct referendum commissions", "whom a norm concerns"),
        "commissions": Message("commissions", "whom a norm concerns"),
        "higher_commission": Message("higher commissions", "whom a norm concerns"),
        "commission_members": Message("members of commissions", "whom a norm concerns"),
        "candidates": Message("candidates", "whom a norm concerns"),
        "parties": Message("political parties", "whom a norm concerns"),
        "proxies": Message("proxies of candidates and parties", "whom a norm concerns"),
        "observers": Message("observers", "whom a norm concerns"),
        "international_observers": Message("international observers", "whom a norm concerns"),
        "media": Message("mass media", "whom a norm concerns"),
        "broadcasters": Message("broadcasters", "whom a norm concerns"),
        "platform_users": Message("users of online platforms", "whom a norm concerns"),
        "pollsters": Message("whoever holds opinion polls", "whom a norm concerns"),
        "voters": Message("voters", "whom a norm concerns"),
        "citizens": Message("citizens", "whom a norm concerns"),
        "foreigners": Message("foreigners", "whom a norm concerns"),
        "anyone": Message("anybody", "whom a norm concerns"),
        "everyone": Message("everybody", "whom a norm concerns"),
        "complainants": Message("whoever complains", "whom a norm concerns"),
        "organisers": Message("organisers of an assembly", "whom a norm concerns"),
        "organisations": Message("organisations", "whom a norm concerns"),
        "associations": Message("public associations", "whom a norm concerns"),
        "donors": Message("donors", "whom a norm concerns"),
        "banks": Message("banks", "whom a norm concerns"),
        "revenue_bodies": Message("state revenue bodies", "whom a norm concerns"),
        "state": Message("the state", "whom a norm concerns"),
        "state_bodies": Message("state bodies", "whom a norm concerns"),
        "officials": Message("officials", "whom a norm concerns"),
        "listed_officials": Message("the officials that the norm lists", "whom a norm concerns"),
        "local_executive": Message("local executive bodies", "whom a norm concerns"),
        "akims": Message("akims", "whom a norm concerns"),
        "maslikhats": Message("maslikhats", "whom a norm concerns"),
        "information_holders": Message("holders of information", "whom a norm concerns"),
        "system_owner": Message("the owner of the electronic system", "whom a norm concerns"),
        "courts": Message("courts", "whom a norm concerns"),
        "supreme_court": Message("the Supreme Court", "whom a norm concerns"),
        "prosecutors": Message("prosecutors", "whom a norm concerns"),
        "police": Message("the police", "whom a norm concerns"),
        "president": Message("the President", "whom a norm concerns"),
        "lower_house": Message("the Mazhilis; from 2026 the Kurultai", "whom a norm concerns"),
        "foreign_ministry": Message("the ministry of foreign affairs", "whom a norm concerns"),
    }
)
"""Who is bound by a norm, or has the right that it gives, by the word that files of norms use."""


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

    `kind` is one of deadline, duty, right, power, ban, sanction, formula, definition; `who`: words of
    `CONCERNED`. `is_read_in_kazakh`: the Kazakh text was read, too; `languages`: how the two were found to
    differ, or that they do not where somebody thought so.
    """

    norm_id: str
    law: Law
    provision: Provision
    summary: Words
    kind: str
    who: tuple[str, ...]
    editions: tuple[LawText, ...]
    deadlines: tuple[tuple[tuple[str, ...], Deadline], ...] = ()
    see: tuple[str, ...] = ()
    changed: Words = NO_WORDS
    is_read_in_kazakh: bool = False
    languages: Words = NO_WORDS

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
