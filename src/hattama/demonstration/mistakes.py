"""Protocols that do not add up: every control relation is broken somewhere, by mistakes commissions make.

No mistake touches a vote: the sums of the party contest stay the published ones.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from hattama.demonstration.contests import PARTY_CONTEST
from hattama.demonstration.draws import Draws
from hattama.demonstration.places import MOST_VOTERS
from hattama.demonstration.words import REMARKS

Figures = dict[str, int]
Owed = Counter[str]
"""By contest, how many participants mistakes have taken from the sum of the country so far."""

BROKEN_IN_TEN_THOUSAND = 150
_BLANK_IN_TEN_THOUSAND = 12
_ILLEGIBLE_IN_TEN_THOUSAND = 10
_ENOUGH_FOR_EVERY_KIND = 400
_SILENT_IN_TEN_THOUSAND = 1_500
_MAY_BE_BLANK = ("by_certificate", "list_before", "ballots_cancelled", "ballots_received", "outside_premises")
_MAY_BE_ILLEGIBLE = (
    "ballots_cancelled",
    "list_additions",
    "issued_by_member[1]",
    "box_ballots[1]",
    "by_certificate",
)


@dataclass(slots=True)
class Draft:
    """A protocol while it is being made."""

    contest: str
    figures: Figures
    illegible: frozenset[str] = frozenset()
    explanation: str = ""
    mistaken: str = ""


def _more_issued_than_listed(draft: Draft, owed: Owed, draws: Draws) -> bool:
    figures = draft.figures
    surplus = figures["voters_listed"] - figures["ballots_issued"] + draws.between(1, 3)
    if surplus > 6 or figures["ballots_cancelled"] < surplus:
        return False
    figures["ballots_issued"] += surplus
    figures["issued_by_member[1]"] += surplus
    figures["ballots_cancelled"] -= surplus
    return True


def _members_do_not_sum(draft: Draft, owed: Owed, draws: Draws) -> bool:
    slip = draws.one_of((1, 2, 9, 10, 18, 90))
    if draft.figures["ballots_cancelled"] < slip:
        return False
    draft.figures["issued_by_member[1]"] += slip
    draft.figures["ballots_cancelled"] -= slip
    return True


def _cancelled_do_not_fit(draft: Draft, owed: Owed, draws: Draws) -> bool:
    draft.figures["ballots_cancelled"] += draws.one_of((1, 2, 3, 5, 10, 27, 90))
    return True


def _more_found_than_issued(draft: Draft, owed: Owed, draws: Draws) -> bool:
    figures = draft.figures
    issued = figures["ballots_received"] - figures["ballots_cancelled"]
    figures["invalid"] += issued - (figures["participants"] + figures["invalid"]) + draws.between(1, 4)
    return True


def _participants_differ(draft: Draft, owed: Owed, draws: Draws) -> bool:
    # One such mistake forgets participants; the next counts as many invalid ballots among them, so that the
    # published number of participants stays.
    figures = draft.figures
    debt = owed[draft.contest]
    if debt:
        if figures["invalid"] < debt:
            return False
        figures["invalid"] -= debt
        figures["participants"] += debt
        owed[draft.contest] = 0
        return True
    owed[draft.contest] = draws.one_of((1, 2, 9, 10, 18))
    figures["participants"] -= owed[draft.contest]
    return True


def _box_holds_more(draft: Draft, owed: Owed, draws: Draws) -> bool:
    figures = draft.figures
    if "box_requests[1]" not in figures:
        return False
    more = figures["box_requests[1]"] - figures["box_ballots[1]"] + draws.between(1, 3)
    figures["box_ballots[1]"] += more
    figures["outside_premises"] += more
    return True


def _words_differ(draft: Draft, owed: Owed, draws: Draws) -> bool:
    draft.figures["lines_words_differ"] = draws.between(1, 2)
    return True


def _too_many_delivered(draft: Draft, owed: Owed, draws: Draws) -> bool:
    more = draws.one_of((50, 100))
    draft.figures["ballots_received"] += more
    draft.figures["ballots_cancelled"] += more
    return True


def _list_does_not_add_up(draft: Draft, owed: Owed, draws: Draws) -> bool:
    draft.figures["list_additions"] += draws.one_of((1, 2, 3, 10))
    return True


def _certificates_not_kept(draft: Draft, owed: Owed, draws: Draws) -> bool:
    draft.figures["by_certificate"] = draft.figures["certificates_in"] + draws.between(1, 2)
    return True


def _outside_does_not_fit(draft: Draft, owed: Owed, draws: Draws) -> bool:
    if "box_requests[1]" not in draft.figures:
        return False
    draft.figures["outside_premises"] += draws.between(1, 3)
    return True


def _listed_differently(draft: Draft, owed: Owed, draws: Draws) -> bool:
    # Only in the second contest: the published sum of the registered is that of the first.
    more = draws.between(1, 4)
    if draft.contest == PARTY_CONTEST or draft.figures["voters_listed"] + more > MOST_VOTERS:
        return False
    draft.figures["voters_listed"] += more
    draft.figures["list_before"] += more
    return True


@dataclass(frozen=True, slots=True)
class Mistake:
    """A kind of mistake: the relation it breaks, and what it does."""

    relation: str
    make: Callable[[Draft, Owed, Draws], bool]


MISTAKES = (
    Mistake("K1", _more_issued_than_listed),
    Mistake("K2", _members_do_not_sum),
    Mistake("K3", _cancelled_do_not_fit),
    Mistake("K4", _more_found_than_issued),
    Mistake("K5", _participants_differ),
    Mistake("K6", _box_holds_more),
    Mistake("K7", _words_differ),
    Mistake("K8", _too_many_delivered),
    Mistake("K9", _list_does_not_add_up),
    Mistake("K10", _certificates_not_kept),
    Mistake("K10", _outside_does_not_fit),
    Mistake("K11", _listed_differently),
)


_PARTICIPANTS_DIFFER = next(mistake for mistake in MISTAKES if mistake.make is _participants_differ)


def make_mistakes(drafts: Sequence[Draft], seed: int) -> None:
    """Spoil some of `drafts`: about 1.5 % do not add up, a few figures are blank or cannot be read.

    The kinds take turns, so each is there about as often; a draft is spoilt at most once.
    """
    draws = Draws(seed, "mistakes")
    shuffled = [drafts[place] for place in draws.sample(len(drafts), len(drafts))]
    wanted = len(drafts) * BROKEN_IN_TEN_THOUSAND // 10_000
    if len(drafts) >= _ENOUGH_FOR_EVERY_KIND:
        wanted = max(wanted, len(MISTAKES))
    first = draws.below(len(MISTAKES))
    owed: Owed = Counter()
    for turn in range(len(MISTAKES)):
        mistake = MISTAKES[(first + turn) % len(MISTAKES)]
        _make(mistake, (wanted - turn - 1) // len(MISTAKES) + 1, shuffled, owed, draws)
    for contest in list(owed):
        if owed[contest]:
            _make(
                _PARTICIPANTS_DIFFER,
                1,
                [draft for draft in shuffled if draft.contest == contest],
                owed,
                draws,
            )
    untouched = iter([draft for draft in shuffled if not draft.mistaken])
    for draft in islice(untouched, len(drafts) * _BLANK_IN_TEN_THOUSAND // 10_000):
        draft.figures.pop(draws.one_of(_MAY_BE_BLANK))
        draft.mistaken = "blank"
    for draft in islice(untouched, len(drafts) * _ILLEGIBLE_IN_TEN_THOUSAND // 10_000):
        key = draws.one_of([key for key in _MAY_BE_ILLEGIBLE if key in draft.figures])
        del draft.figures[key]
        draft.illegible, draft.mistaken = frozenset({key}), "illegible"


def _make(mistake: Mistake, times: int, drafts: Sequence[Draft], owed: Owed, draws: Draws) -> None:
    """Make `mistake` in the first drafts where it can be made; fewer times where there are not enough."""
    for draft in drafts:
        if times <= 0:
            return
        if not draft.mistaken and mistake.make(draft, owed, draws):
            draft.mistaken = mistake.relation
            draft.explanation = _explanation(mistake, draws)
            times -= 1


def _explanation(mistake: Mistake, draws: Draws) -> str:
    if draws.happens(_SILENT_IN_TEN_THOUSAND):
        return ""
    return REMARKS[mistake.make.__name__.strip("_")]["kk" if draws.happens(6_000) else "ru"]
