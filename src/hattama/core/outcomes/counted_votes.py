"""From sums of protocols to the votes that an outcome is decided from, with everything that they lack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hattama.core.outcomes.rules import ContestRules, ReferendumRules
from hattama.core.outcomes.votes import (
    AGAINST_ALL,
    BALLOTS_FOUND,
    BOTH_MARKED,
    INVALID,
    REGISTERED,
    Votes,
    votes_of,
)
from hattama.core.protocols import ProtocolRules, figure_key
from hattama.core.tabulation import Total, derive_sums, on_ballots
from hattama.core.vocabulary import Choice, Contest, Tally

REGION_LEVEL = "region"


class _Levelled(Protocol):
    @property
    def level(self) -> str: ...


_Area = TypeVar("_Area", bound=_Levelled)


def counts_regions(rules: ContestRules | None) -> bool:
    """Whether an outcome by these rules asks for the votes of regions (a referendum's double majority)."""
    return isinstance(rules, ReferendumRules) and rules.regions_share is not None


def counted_regions(children: Sequence[_Area]) -> list[_Area]:
    """Of the areas right below the root those of the level `region`; where there are none, all of them.

    Voters abroad stand beside the regions in a tree of areas, and are none.
    """
    return [area for area in children if area.level == REGION_LEVEL] or list(children)


PARTS_OF_FORMS = (AGAINST_ALL, BOTH_MARKED, INVALID, BALLOTS_FOUND, REGISTERED)
"""Parts counted beside the choices which a form can name in its roles, by the same words."""


@dataclass(frozen=True, slots=True)
class CountedVotes:
    """Votes as protocols give them.

    `silent` are choices on the ballot for which no protocol gives a figure. `missing` says for
    each figure key of the votes, and of the parts, how many counted protocols give no figure where others do
    (of a derived part: lack something that it is made of). While either holds anything, or protocols are
    missing, an outcome is provisional.
    """

    votes: Votes
    silent: tuple[str, ...]
    missing: Mapping[str, int]


def votes_from_total(
    rules: ProtocolRules, contest: Contest, total: Total, areas: Sequence[tuple[str, Total]] = ()
) -> CountedVotes:
    """The votes of `contest` in `total`; `areas` are totals by region, for rules that count regions.

    Parts follow from the roles of the form. A part that no protocol gives, or a derived part that
    cannot be told (see `derive_sums`), is absent, which is not zero.
    """
    derived = derive_sums(rules, contest, total)
    whole = _votes(rules, contest, total, derived)
    here = {choice.code for choice in on_ballots(rules, contest, total).choices}
    silent = tuple(one.code for one in whole.choices if one.code in here and not one.is_given)
    of_areas = tuple(
        (name, _votes(rules, contest, part, derive_sums(rules, contest, part))) for name, part in areas
    )
    missing = _missing(rules, contest, total, derived)
    return CountedVotes(Votes(whole.choices, whole.parts, of_areas), silent, missing)


def _votes(rules: ProtocolRules, contest: Contest, total: Total, derived: Mapping[str, Tally]) -> Votes:
    known = {**{code: tally.total for code, tally in derived.items()}, **total.sums()}
    by_choice = {one.code: known[key] for one, key in _vote_keys(rules, contest) if key in known}
    roles = {part: rules.form.role(part) for part in PARTS_OF_FORMS}
    parts = {part: known[code] for part, code in roles.items() if code is not None and code in known}
    return votes_of(contest, by_choice, parts)


def _vote_keys(rules: ProtocolRules, contest: Contest) -> list[tuple[Choice, str]]:
    """The choices, then the persons of lists, each with the key of its votes."""
    named = (("votes", contest.choices), ("preferences", contest.persons))
    return [
        (one, figure_key(code, one.code))
        for part, some in named
        if (code := rules.form.role(part)) is not None
        for one in some
    ]


def _missing(
    rules: ProtocolRules, contest: Contest, total: Total, derived: Mapping[str, Tally]
) -> dict[str, int]:
    keys = [key for _, key in _vote_keys(rules, contest)]
    keys += [code for part in PARTS_OF_FORMS if (code := rules.form.role(part)) is not None]
    tallies = {key: derived.get(key, total.figure(key)) for key in keys}
    return {
        key: total.asked(key) - tally.contributors
        for key, tally in tallies.items()
        if 0 < tally.contributors < total.asked(key)
    }
