"""Of what a share is a share: the wholes that laws measure votes against, each with its name.

The same votes give different conclusions against different wholes, so a whole is never left unsaid. For
Kazakhstan's elections the law excludes invalid ballots from those who took part (art. 43(5)), while the
referendum of 2022 was counted against every ballot found.
"""

from dataclasses import dataclass

from hattama.core.outcomes.votes import (
    AGAINST_ALL,
    BALLOTS_FOUND,
    BOTH_MARKED,
    INVALID,
    REGIONS,
    REGIONS_FOR,
    REGISTERED,
    Votes,
)
from hattama.core.vocabulary import Message


@dataclass(frozen=True, slots=True)
class Denominator:
    """A whole, as the sum of the votes for all choices (unless `choices` is False) and of named parts.

    `required` parts must be given, or the whole is not known. `optional` parts are not on every ballot
    paper, and count where they are given. `instead` names a figure that gives the whole directly.
    """

    code: str
    words: Message
    choices: bool = True
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole in votes: `total`, or None with the `missing` parts named.

    `left_out` are optional parts that were not given. `stated` is the figure given for the whole itself
    where it differs from the sum of the parts.
    """

    total: int | None
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    stated: int | None = None

    @property
    def missing_words(self) -> tuple[Message, ...]:
        """The names of the missing parts."""
        return tuple(PART_WORDS[part] for part in self.missing)


CHOICES = Denominator(
    "choices",
    Message("votes for all lists and candidates"),
)
VALID = Denominator(
    "valid",
    Message("voters who took part, invalid ballots excluded"),
    optional=(AGAINST_ALL,),
)
BALLOTS = Denominator(
    "ballots",
    Message("all ballots found in the boxes, invalid ones included"),
    required=(INVALID,),
    optional=(AGAINST_ALL, BOTH_MARKED),
    instead=BALLOTS_FOUND,
)
FOR_AND_AGAINST = Denominator(
    "for_and_against",
    Message("votes for and against"),
)
REGISTERED_VOTERS = Denominator(
    "registered",
    Message("citizens entitled to vote"),
    choices=False,
    required=(REGISTERED,),
)

PART_WORDS = {
    AGAINST_ALL: Message("against all"),
    BOTH_MARKED: Message("ballots with both options marked"),
    INVALID: Message("invalid ballots"),
    BALLOTS_FOUND: Message("ballots found in the boxes"),
    REGIONS: Message("the number of regions"),
    REGIONS_FOR: Message("regions with a majority for"),
    REGISTERED: Message("registered voters"),
}
"""What each part is called; a part that is missing is named in these words."""

DENOMINATORS = {whole.code: whole for whole in (CHOICES, VALID, BALLOTS, FOR_AND_AGAINST, REGISTERED_VOTERS)}
"""Every whole that a rule pack may name, by its code."""


def measure(whole: Denominator, votes: Votes) -> Measured:
    """How much `whole` is in these votes; a whole with a part missing is not known, never smaller.

    Nor is one of which nothing is there beside votes for choices: they would be a share of nobody.
    """
    stated = votes.part(whole.instead) if whole.instead else None
    missing = tuple(part for part in whole.required if votes.part(part) is None)
    left_out = tuple(part for part in whole.optional if votes.part(part) is None)
    if missing:
        known = stated is not None and bool(stated or not votes.for_choices)
        return Measured(stated) if known else Measured(None, missing)
    total = votes.for_choices if whole.choices else 0
    total += sum(votes.part(part) or 0 for part in (*whole.required, *whole.optional))
    if not total and votes.for_choices:
        return Measured(None, whole.required)
    return Measured(total, (), left_out, stated if stated != total else None)
